/**
 * JSON kept exactly, as text and never as a tree: one strict pass over what callers send, a writer for answers, and
 * merge patches. Imports {@code java.*} only.
 */
@NullMarked
package io.continuo.json;

import org.jspecify.annotations.NullMarked;
