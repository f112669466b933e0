package io.continuo.session;

import java.util.Set;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ListUserSessions;
import io.continuo.model.LoadUser;
import io.continuo.model.Removed;
import io.continuo.model.UserKey;
import io.continuo.model.UserSessionPage;
import io.continuo.model.UserSummary;

/** What a caller may ask of users. Failures are {@link io.continuo.model.ContinuoException}s. */
@Singleton
public class UserService {

    private final Steps steps;
    private final Namespaces namespaces;
    private final UserErasure erasure;

    UserService(Steps steps, Namespaces namespaces, UserErasure erasure) {
        this.steps = steps;
        this.namespaces = namespaces;
        this.erasure = erasure;
    }

    /** The user's living sessions, newest created first, without their state. */
    public Uni<UserSessionPage> sessions(UserKey user, ListUserSessions.@Nullable Position after, int limit) {
        return steps.read(new ListUserSessions(user, after, limit));
    }

    public Uni<UserSummary> summary(UserKey user) {
        return steps.read(new LoadUser(user));
    }

    /**
     * {@link UserErasure#erase}, for types that exist: another is a
     * {@link io.continuo.model.ContinuoException.DocumentTypeUnknown}.
     */
    public Uni<Removed> erase(UserKey user, Set<String> keep) {
        return Uni.createFrom().deferred(() -> {
            DocumentRules rules = namespaces.documents(user.namespace());
            keep.forEach(rules::requireKnown);
            return erasure.erase(user, keep);
        });
    }
}
