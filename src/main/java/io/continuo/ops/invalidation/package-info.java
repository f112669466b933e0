/**
 * Removing on demand: what is meant, the confirmation it needs, the removal in bounded steps. Imports
 * {@code io.continuo.session}, {@code io.continuo.store}, {@code io.continuo.config} and {@code io.continuo.model}.
 */
@NullMarked
package io.continuo.ops.invalidation;

import org.jspecify.annotations.NullMarked;
