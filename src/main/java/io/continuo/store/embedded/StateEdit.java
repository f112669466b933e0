package io.continuo.store.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.MergePatch;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.store.codec.SessionValues;
import io.continuo.store.codec.ValueCodec;

/** What a step makes of a session's state: nothing is written before its measure is known. */
final class StateEdit {

    private final Tables tables;
    private final SessionValues values;
    private final byte[] prefix;
    private final byte[] beyond;
    private final Map<String, byte[]> writes = new LinkedHashMap<>();
    private final Map<String, byte[]> removals = new LinkedHashMap<>();
    private long members;
    private long bytes;

    StateEdit(Tables tables, SessionValues values, SessionRow row) {
        this.tables = tables;
        this.values = values;
        prefix = Keys.session(values.session());
        beyond = Keys.beyond(values.session());
        members = row.stateMembers;
        bytes = row.stateBytes;
    }

    /** The state shall be these members and no others. */
    void replaceAll(Map<String, JsonText> state) {
        for (byte[] stored : Tables.keys(tables.state(), prefix, beyond)) {
            String name = Keys.text(stored, prefix.length);
            if (!state.containsKey(name)) {
                remove(name);
            }
        }
        state.forEach(this::set);
    }

    /** Each member replaces the stored one whole, null removes it. */
    void replaceMembers(Map<String, JsonText> given) {
        given.forEach((name, value) -> {
            if (value.kind() == JsonText.Kind.NULL) {
                remove(name);
            } else {
                set(name, value);
            }
        });
    }

    /** Merges an object as RFC 7396 has it, or empties the state. */
    void merge(JsonText patch) {
        if (patch.kind() == JsonText.Kind.NULL) {
            replaceAll(Map.of());
            return;
        }
        for (JsonText.Member member : patch.members()) {
            if (member.value().kind() == JsonText.Kind.NULL) {
                remove(member.name());
            } else {
                set(member.name(), merged(member.name(), member.value()));
            }
        }
    }

    boolean changes() {
        return !writes.isEmpty() || !removals.isEmpty();
    }

    long members() {
        return members;
    }

    long bytes() {
        return bytes;
    }

    void write(Edit edit, SessionRow row) {
        removals.values().forEach(key -> edit.remove(tables.state(), key));
        writes.forEach((name, value) -> edit.put(tables.state(), key(name), value));
        row.stateMembers = members;
        row.stateBytes = bytes;
    }

    private JsonText merged(String name, JsonText patch) {
        byte[] before = patch.kind() == JsonText.Kind.OBJECT ? stored(name) : null;
        JsonText target = before == null ? null : values.state(name, before);
        if (before != null && target == null) {
            throw new StoredValueUnreadable("/state/" + name);
        }
        return MergePatch.apply(target, patch);
    }

    private void set(String name, JsonText value) {
        byte[] before = stored(name);
        byte[] after = values.state(name, value);
        if (Arrays.equals(after, before)) {
            return;
        }
        if (before == null) {
            members++;
            bytes += length(name);
        } else {
            bytes -= ValueCodec.plainLength(before);
        }
        bytes += value.length();
        writes.put(name, after);
    }

    private void remove(String name) {
        byte[] before = stored(name);
        if (before != null) {
            members--;
            bytes -= length(name) + ValueCodec.plainLength(before);
            removals.put(name, key(name));
        }
    }

    private byte @Nullable [] stored(String name) {
        return tables.state().get(key(name));
    }

    private byte[] key(String name) {
        return Keys.with(prefix, name);
    }

    private static long length(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
