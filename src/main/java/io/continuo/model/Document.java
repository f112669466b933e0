package io.continuo.model;

import io.continuo.json.JsonText;

/** A document as one snapshot. */
public record Document(DocumentEntry entry, JsonText body) {}
