package io.continuo.session;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.Origin;
import io.continuo.model.UserId;

/**
 * What a caller gives to create or replace a session.
 *
 * @param named whether the id is the caller's
 */
public record SessionDraft(
        @Nullable UserId userId,
        Map<String, JsonText> state,
        JsonText metadata,
        Origin origin,
        @Nullable Duration ttl,
        boolean named) {}
