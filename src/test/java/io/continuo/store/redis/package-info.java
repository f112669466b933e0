/** Tests of the Redis store against real servers. */
@NullMarked
package io.continuo.store.redis;

import org.jspecify.annotations.NullMarked;
