package io.continuo.model;

/** What a user has; zero counts for one who owns nothing. Looks at the newest {@link #MOST_SESSIONS} sessions. */
public record LoadUser(UserKey user) implements Query<UserSummary> {

    public static final int MOST_SESSIONS = 10_000;

    @Override
    public Namespace namespace() {
        return user.namespace();
    }
}
