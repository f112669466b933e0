/**
 * Decorators of a store, one concern each, put on by {@code wrap}. Imports {@code io.continuo.store},
 * {@code io.continuo.model} and what the concern needs; never a store itself.
 */
@NullMarked
package io.continuo.store.layer;

import org.jspecify.annotations.NullMarked;
