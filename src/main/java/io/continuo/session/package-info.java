/**
 * The use cases: what a caller may ask of sessions, with the limits, the clock and the namespace's rules. The only caller
 * of the store besides {@code io.continuo.ops}. Imports {@code io.continuo.store}, {@code io.continuo.model},
 * {@code io.continuo.json} and {@code io.continuo.config}.
 */
@NullMarked
package io.continuo.session;

import org.jspecify.annotations.NullMarked;
