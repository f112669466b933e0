package io.continuo.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of an owner's documents, ordered by name.
 *
 * @param next the last name of this page where others follow, else null
 * @param total how many there are, of the type asked for
 */
public record DocumentPage(
        List<DocumentEntry> documents, @Nullable DocumentName next, long total) {}
