/**
 * The answers of {@code /health}: in memory, asking nobody, so that a slow store never delays them. Imports
 * {@code io.continuo.store} and {@code io.continuo.model}.
 */
@NullMarked
package io.continuo.ops.health;

import org.jspecify.annotations.NullMarked;
