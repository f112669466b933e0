package io.continuo.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of sessions, each without its state.
 *
 * @param next where the next page begins; null when this is the last
 * @param total the index's count, which may still hold sessions that have just expired
 */
public record SessionPage(List<Session> sessions, ListSessions.@Nullable Position next, long total) {}
