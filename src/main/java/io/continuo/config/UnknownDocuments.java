package io.continuo.config;

/** What becomes of documents whose type is not configured. */
public enum UnknownDocuments {
    ACCEPT,
    REFUSE
}
