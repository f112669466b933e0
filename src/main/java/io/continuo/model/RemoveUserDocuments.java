package io.continuo.model;

import java.util.Set;

/**
 * Removes the documents that a user owns; those of the user's sessions are {@link SweepSessions}'.
 *
 * @param keep types of documents that stay
 * @param dryRun only counts, and changes nothing at all
 */
public record RemoveUserDocuments(UserKey user, Set<String> keep, boolean dryRun) implements Change<Removed> {

    @Override
    public Namespace namespace() {
        return user.namespace();
    }
}
