/**
 * Puts the service together: the start, the Redis client, the store and what surrounds it, the clock. The only package that
 * may import everything.
 */
@NullMarked
package io.continuo.wiring;

import org.jspecify.annotations.NullMarked;
