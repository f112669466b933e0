package io.continuo.session;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.AppendMessages;
import io.continuo.model.Origin;
import io.continuo.model.UserId;

/**
 * What a caller gives to append messages; the members are those of {@link AppendMessages}.
 *
 * @param named whether the id is the caller's
 */
public record AppendDraft(
        List<MessageDraft> messages,
        Map<String, JsonText> state,
        @Nullable UserId userId,
        @Nullable JsonText metadata,
        Origin origin,
        boolean create,
        AppendMessages.Answer answer,
        boolean named) {}
