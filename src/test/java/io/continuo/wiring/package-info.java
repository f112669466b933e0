@NullMarked
package io.continuo.wiring;

import org.jspecify.annotations.NullMarked;
