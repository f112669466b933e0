/**
 * How values lie at rest: plain, compressed, sealed. Handed to each store. Imports {@code java.*}, {@code io.continuo.model},
 * {@code io.continuo.json} and {@code io.continuo.store}, and alone knows zstd.
 */
@NullMarked
package io.continuo.store.codec;

import org.jspecify.annotations.NullMarked;
