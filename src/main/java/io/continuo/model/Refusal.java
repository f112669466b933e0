package io.continuo.model;

/** Why somebody is not let in, or may not do something. */
public enum Refusal {
    /** Nothing says who asks. */
    MISSING,
    /** It is not clear what the request says of who asks. */
    MALFORMED,
    /** No caller has this key. */
    UNKNOWN_KEY,
    /** The token is not signed, not by a key that is known, or not for this service. */
    BAD_TOKEN,
    /** The key or the token was good until some time ago. */
    EXPIRED,
    /** The token is good and does not say what its bearer may do. */
    CLAIMS,
    /** The namespace is not the caller's. */
    NAMESPACE,
    /** The call needs a higher role. */
    ROLE,
    /** The call is about another user, or about more than one. */
    USER
}
