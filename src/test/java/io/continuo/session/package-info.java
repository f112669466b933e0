/** Tests of the use cases. */
@NullMarked
package io.continuo.session;

import org.jspecify.annotations.NullMarked;
