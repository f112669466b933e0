/**
 * The plain values of Continuo: sessions, messages, changes, queries and failures. Imports {@code java.*} and
 * {@code io.continuo.json} only.
 */
@NullMarked
package io.continuo.model;

import org.jspecify.annotations.NullMarked;
