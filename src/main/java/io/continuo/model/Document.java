package io.continuo.model;

import io.continuo.json.JsonText;

/**
 * A document as one snapshot.
 *
 * @param ownLife whether it expires by itself; else it follows its session, or never expires where a user owns it
 */
public record Document(DocumentEntry entry, JsonText body, boolean ownLife) {}
