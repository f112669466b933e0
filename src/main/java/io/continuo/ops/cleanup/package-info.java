/**
 * Takes expired sessions and documents, and idle sessions, out in the background. Imports {@code io.continuo.session},
 * {@code io.continuo.store}, {@code io.continuo.config} and {@code io.continuo.model}.
 */
@NullMarked
package io.continuo.ops.cleanup;

import org.jspecify.annotations.NullMarked;
