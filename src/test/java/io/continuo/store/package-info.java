/**
 * The facts that hold for every store, as suites that a store's test extends, and the agreement of two stores. Imports what
 * {@code io.continuo.store} imports.
 */
@NullMarked
package io.continuo.store;

import org.jspecify.annotations.NullMarked;
