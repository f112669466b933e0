/**
 * The store that needs no server: sessions in memory or in one file, kept by MVStore. Imports {@code io.continuo.store},
 * {@code io.continuo.model}, {@code io.continuo.json} and MVStore, which is seen nowhere else; nobody but the wiring imports
 * this package.
 */
@NullMarked
package io.continuo.store.embedded;

import org.jspecify.annotations.NullMarked;
