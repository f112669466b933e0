/**
 * Operating the service: health, background figures, housekeeping. Imports {@code io.continuo.session},
 * {@code io.continuo.store}, {@code io.continuo.config} and {@code io.continuo.model}; never a store itself.
 */
@NullMarked
package io.continuo.ops;

import org.jspecify.annotations.NullMarked;
