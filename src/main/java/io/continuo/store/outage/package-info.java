/**
 * What keeps changes while the store is away. Imports {@code io.continuo.model}, {@code io.continuo.json},
 * {@code io.continuo.disk}, {@code io.continuo.store} and {@code io.continuo.store.codec}; nobody but the wiring imports this
 * package.
 */
@NullMarked
package io.continuo.store.outage;

import org.jspecify.annotations.NullMarked;
