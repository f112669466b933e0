/**
 * The use cases: limits, ids, the clock and the rules of namespaces; the only caller of the store besides {@code ops}.
 * Imports {@code io.continuo.store}, {@code io.continuo.model}, {@code io.continuo.json} and its slice of
 * {@code io.continuo.config}.
 */
@NullMarked
package io.continuo.session;

import org.jspecify.annotations.NullMarked;
