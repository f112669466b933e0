/** How a failure becomes an {@code application/problem+json} answer (RFC 9457). Imports {@code io.continuo.model}. */
@NullMarked
package io.continuo.api.problem;

import org.jspecify.annotations.NullMarked;
