/**
 * Who may do what: the keys and tokens by which callers are known, their roles and namespaces, the one table of what
 * each call needs, and the rates that callers are held to; below it, the log of who did what. Seen by {@code io.continuo.api} and
 * {@code io.continuo.ops}; imports {@code io.continuo.config} and
 * {@code io.continuo.model}.
 */
@NullMarked
package io.continuo.access;

import org.jspecify.annotations.NullMarked;
