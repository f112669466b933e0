/** Tests of what a value is at rest. */
@NullMarked
package io.continuo.store.codec;

import org.jspecify.annotations.NullMarked;
