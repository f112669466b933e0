package io.continuo.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Uni;

import io.continuo.json.JsonText;
import io.continuo.model.AppendMessages;
import io.continuo.model.Appended;
import io.continuo.model.Message;
import io.continuo.model.NewMessage;
import io.continuo.model.Origin;
import io.continuo.model.Session;
import io.continuo.store.StoredMessage;
import io.continuo.store.codec.SessionValues;

/** {@link AppendMessages}: one run of {@code append_messages.lua}. */
final class AppendSteps {

    private final RedisKeys keys;
    private final SessionSteps steps;
    private final Coding coding;
    private final SessionForm form;

    AppendSteps(RedisKeys keys, SessionSteps steps, Coding coding, SessionForm form) {
        this.keys = keys;
        this.steps = steps;
        this.coding = coding;
        this.form = form;
    }

    Uni<Appended> append(AppendMessages change, Instant now) {
        List<JsonText> stored =
                change.messages().stream().map(StoredMessage::of).toList();
        return steps.succeeded(change, step(change, stored, now), change.policy())
                .map(answer -> appended(change, stored, answer));
    }

    private Step step(AppendMessages change, List<JsonText> stored, Instant now) {
        SessionValues values = coding.of(change.session());
        JsonText metadata = change.metadata();
        Step step = steps.begin(LuaScript.APPEND_MESSAGES, change, change.policy(), now)
                .arg(change.create())
                .arg(SessionSteps.user(change.userId()))
                .arg(metadata == null ? null : values.metadata(metadata));
        SessionSteps.origin(step, values, metadata == null ? Origin.UNKNOWN : Origin.in(metadata));
        SessionSteps.origin(step, values, change.origin());
        SessionSteps.limits(step, change.policy());
        step.arg(change.policy().historyLimit())
                .arg(change.answer().state())
                .arg(change.answer().history())
                .arg(change.messages().size());
        for (int at = 0; at < stored.size(); at++) {
            NewMessage message = change.messages().get(at);
            step.arg(message.messageId() == null ? "" : "=" + message.messageId())
                    .arg(message.digest())
                    .arg(message.timestamp().toEpochMilli())
                    .arg(values.message(stored.get(at)));
        }
        change.state().forEach((name, value) -> step.arg(name).arg(memberOrNull(values, name, value)));
        return step;
    }

    /** The null that removes a member is no value. */
    private static byte[] memberOrNull(SessionValues values, String name, JsonText value) {
        return value.kind() == JsonText.Kind.NULL ? value.bytes() : values.state(name, value);
    }

    private Appended appended(AppendMessages change, List<JsonText> stored, StepAnswer answer) {
        Session session = form.written(
                change.session(),
                answer.meta(keys.of(change.session())),
                change.answer().state() ? answer.state() : null,
                change.answer().history() > 0 ? answer.messages() : null);
        List<Message> messages = messages(change.messages(), stored, answer.outcomes());
        boolean changed = answer.replayed() ? appendedAny(answer.outcomes()) : answer.changed();
        return new Appended(session, messages, answer.version(), answer.created(), changed, answer.replayed());
    }

    /** Whether one of the outcomes, {@code seq:timestamp:duplicate;...}, is of a message that was no duplicate. */
    private static boolean appendedAny(String outcomes) {
        return outcomes.endsWith(":0") || outcomes.contains(":0;");
    }

    private static List<Message> messages(List<NewMessage> sent, List<JsonText> stored, String outcomes) {
        List<Message> messages = new ArrayList<>(sent.size());
        String[] parts = outcomes.isEmpty() ? new String[0] : outcomes.split(";", -1);
        // A replay gives the places of the first request, which had as many messages if its digest tells them apart.
        for (int at = 0; at < Math.min(sent.size(), parts.length); at++) {
            String[] outcome = parts[at].split(":", -1);
            Instant timestamp = Instant.ofEpochMilli(Long.parseLong(outcome[1]));
            boolean duplicate = "1".equals(outcome[2]);
            NewMessage message = sent.get(at);
            boolean asSent = timestamp.toEpochMilli() == message.timestamp().toEpochMilli();
            messages.add(new Message(
                    Long.parseLong(outcome[0]),
                    asSent ? stored.get(at) : StoredMessage.of(message, timestamp),
                    duplicate));
        }
        return messages;
    }
}
