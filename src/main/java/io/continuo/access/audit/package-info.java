/**
 * Who did what: a chain of lines, one for each change and each look of an operator or admin. Imports {@code io.continuo.config},
 * {@code io.continuo.disk}, {@code io.continuo.json}, {@code io.continuo.model}, {@code io.continuo.store.Timestamps} and its
 * parent; seen by {@code io.continuo.api}, {@code io.continuo.ops} and {@code io.continuo.wiring}.
 */
@NullMarked
package io.continuo.access.audit;

import org.jspecify.annotations.NullMarked;
