package io.continuo.model;

import java.util.SortedMap;

/** The dictionaries of the namespace by number. */
public record LoadDictionaries(Namespace namespace) implements Query<SortedMap<Integer, byte[]>> {}
