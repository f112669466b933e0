package io.continuo.access.audit;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;
import io.continuo.model.Removed;
import io.continuo.model.UserKey;
import io.continuo.store.Timestamps;

/**
 * What was erased of a user. As JSON it ends with {@code sha256}, the hash of the compact text of the receipt without that
 * member. The same receipt stands in the audit log.
 *
 * @param keep types of documents that were to stay
 * @param store in which it was
 * @param complete whether nothing is left but what was to stay
 */
public record ErasureReceipt(
        UserKey user, Set<String> keep, String store, Removed removed, boolean complete, Instant at, String requestId) {

    public JsonText json() {
        byte[] text = members(new JsonWriter(512)).endObject().toBytes();
        String hash = HexFormat.of().formatHex(Chain.sha256().digest(text));
        return members(new JsonWriter(512)).member("sha256", hash).endObject().toJsonText();
    }

    private JsonWriter members(JsonWriter out) {
        out.beginObject()
                .member("namespace", user.namespace().name())
                .member("user_id", user.id().value())
                .member("time", Timestamps.format(at))
                .member("request_id", requestId)
                .name("kept_types")
                .beginArray();
        new TreeSet<>(keep).forEach(out::value);
        out.endArray().name("removed").beginObject().name(store);
        Counts.write(out, removed);
        return out.endObject().member("complete", complete);
    }
}
