/** The plain values of Continuo: sessions, messages, changes, queries and failures. Imports {@code java.*} only. */
@NullMarked
package io.continuo.model;

import org.jspecify.annotations.NullMarked;
