package io.continuo.session;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.Update;
import io.continuo.model.UserId;

/** A JSON merge patch of a session; see {@link io.continuo.model.PatchSession} for what null means where. */
public record SessionPatch(
        @Nullable JsonText state, @Nullable JsonText metadata, Update<UserId> userId, Update<Duration> ttl) {}
