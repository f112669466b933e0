/** The REST contract, seen from outside: real HTTP against the running service. */
@NullMarked
package io.continuo.api;

import org.jspecify.annotations.NullMarked;
