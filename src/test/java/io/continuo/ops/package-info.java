/** Tests of health, background figures and housekeeping. */
@NullMarked
package io.continuo.ops;

import org.jspecify.annotations.NullMarked;
