/**
 * Keeps sessions in Redis: one script a change, one flight a script. The only package, beside the wiring, that sees Redis
 * classes. Imports {@code io.continuo.store}, {@code io.continuo.model} and {@code io.continuo.json}.
 */
@NullMarked
package io.continuo.store.redis;

import org.jspecify.annotations.NullMarked;
