/**
 * The REST contract: resources without branches, what a request says and how an answer is written. The only package that
 * sees JAX-RS. Imports {@code io.continuo.session}, what {@code io.continuo.ops} offers an operator, {@code io.continuo.store}'s
 * formats and figures, {@code io.continuo.model} and {@code io.continuo.json}.
 */
@NullMarked
package io.continuo.api;

import org.jspecify.annotations.NullMarked;
