package io.continuo.session;

import java.util.Set;

/**
 * What of an export is kept as it is. What is not named here is left out.
 *
 * @param lengths whether the length of a message's content stands in its place, rather than nothing
 * @param stateFields members of sessions' states, with whatever is in them
 * @param metadataFields members of the metadata of sessions and messages
 * @param documentTypes types of documents, which come with their bodies
 */
public record Anonymization(
        boolean lengths, Set<String> stateFields, Set<String> metadataFields, Set<String> documentTypes) {}
