/**
 * The contract of a store, and the stored JSON format that all stores share. Imports {@code io.continuo.model} and
 * {@code io.continuo.json}.
 */
@NullMarked
package io.continuo.store;

import org.jspecify.annotations.NullMarked;
