@NullMarked
package io.continuo.access;

import org.jspecify.annotations.NullMarked;
