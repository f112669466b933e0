package io.continuo.model;

import java.util.Optional;

/** The digest of the request that a token confirms; empty where there is none by this hash, or no longer. */
public record LoadConfirmation(Namespace namespace, String tokenHash) implements Query<Optional<String>> {}
