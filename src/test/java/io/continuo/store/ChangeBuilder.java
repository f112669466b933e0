package io.continuo.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.AppendMessages;
import io.continuo.model.ClearHistory;
import io.continuo.model.CreateSession;
import io.continuo.model.DeleteSession;
import io.continuo.model.Late;
import io.continuo.model.NewMessage;
import io.continuo.model.Once;
import io.continuo.model.Origin;
import io.continuo.model.PatchSession;
import io.continuo.model.Precondition;
import io.continuo.model.PutSession;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPolicy;
import io.continuo.model.TouchSession;
import io.continuo.model.Update;
import io.continuo.model.UserId;

/** Builds changes of one session from what a test cares about. */
public final class ChangeBuilder {

    private final SessionKey key;
    private @Nullable JsonText state;
    private @Nullable JsonText metadata;
    private Update<UserId> user = Update.keep();
    private Update<Duration> ttl = Update.keep();
    private Origin origin = Origin.UNKNOWN;
    private boolean create = true;
    private AppendMessages.Answer answer = AppendMessages.Answer.BRIEF;
    private SessionPolicy policy = Fixtures.POLICY;
    private Precondition precondition = Precondition.NONE;
    private @Nullable Once once;

    private ChangeBuilder(SessionKey key) {
        this.key = key;
    }

    public static ChangeBuilder on(SessionKey key) {
        return new ChangeBuilder(key);
    }

    public ChangeBuilder state(String json) {
        return state(Fixtures.json(json));
    }

    public ChangeBuilder state(JsonText json) {
        state = json;
        return this;
    }

    public ChangeBuilder metadata(String json) {
        return metadata(Fixtures.json(json));
    }

    public ChangeBuilder metadata(JsonText json) {
        metadata = json;
        return this;
    }

    public ChangeBuilder user(String id) {
        user = Update.set(new UserId(id));
        return this;
    }

    /** Of a caller who may touch the sessions of this user only. */
    public ChangeBuilder by(String owner) {
        precondition = precondition.ownedBy(new UserId(owner));
        return this;
    }

    public ChangeBuilder noUser() {
        user = Update.clear();
        return this;
    }

    public ChangeBuilder ttl(Duration own) {
        ttl = Update.set(own);
        return this;
    }

    public ChangeBuilder noTtl() {
        ttl = Update.clear();
        return this;
    }

    public ChangeBuilder origin(String createdVia, String userAgent) {
        origin = new Origin(JsonText.ofString(createdVia), JsonText.ofString(userAgent));
        return this;
    }

    public ChangeBuilder onlyIfThere() {
        create = false;
        return this;
    }

    public ChangeBuilder answering(boolean withState, int history) {
        answer = new AppendMessages.Answer(withState, history);
        return this;
    }

    public ChangeBuilder policy(SessionPolicy rules) {
        policy = rules;
        return this;
    }

    public ChangeBuilder ifVersion(long... versions) {
        precondition = new Precondition(LongStream.of(versions).boxed().toList(), false);
        return this;
    }

    public ChangeBuilder ifAbsent() {
        precondition = new Precondition(List.of(), true);
        return this;
    }

    public ChangeBuilder late(Late late) {
        precondition = Precondition.late(late);
        return this;
    }

    public ChangeBuilder once(String idempotencyKey, String digest) {
        once = new Once(idempotencyKey, digest);
        return this;
    }

    public CreateSession create() {
        return new CreateSession(
                key, user.value(), members(), object(), origin, ttl.value(), policy, precondition, once);
    }

    public PutSession put() {
        return new PutSession(key, user.value(), members(), object(), origin, ttl.value(), policy, precondition, once);
    }

    public PatchSession patch() {
        return new PatchSession(key, state, metadata, user, ttl, policy, precondition, once);
    }

    public AppendMessages append(NewMessage... messages) {
        return append(List.of(messages));
    }

    public AppendMessages append(List<NewMessage> messages) {
        return new AppendMessages(
                key, messages, members(), user.value(), metadata, origin, create, answer, policy, precondition, once);
    }

    public TouchSession touch() {
        return new TouchSession(key, policy, precondition, once);
    }

    public ClearHistory clear() {
        return new ClearHistory(key, policy, precondition, once);
    }

    public DeleteSession delete() {
        return new DeleteSession(key, precondition, once);
    }

    private Map<String, JsonText> members() {
        return state == null ? Map.of() : Fixtures.members(state);
    }

    private JsonText object() {
        return metadata == null ? JsonText.EMPTY_OBJECT : metadata;
    }
}
