package io.continuo.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of a user's sessions, each without its state.
 *
 * @param next where the next page begins; null when this is the last
 * @param total the index's count, which may still hold sessions that are gone
 */
public record UserSessionPage(List<Session> sessions, ListUserSessions.@Nullable Position next, long total) {}
