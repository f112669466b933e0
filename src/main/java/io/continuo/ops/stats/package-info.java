/**
 * What a replica tells of itself. Imports {@code io.continuo.ops.cleanup}, {@code io.continuo.store}, its layers and
 * {@code io.continuo.model}.
 */
@NullMarked
package io.continuo.ops.stats;

import org.jspecify.annotations.NullMarked;
