/** Tests of the embedded store. Imports what {@code io.continuo.store.embedded} imports. */
@NullMarked
package io.continuo.store.embedded;

import org.jspecify.annotations.NullMarked;
