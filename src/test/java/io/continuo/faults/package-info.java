/**
 * What becomes of acknowledged writes when Redis, the way to it or the service itself fails: the packaged service under
 * load, real servers, and a checker that knows what was acknowledged. Imports {@code io.continuo.support} and nothing
 * else of Continuo.
 */
@NullMarked
package io.continuo.faults;

import org.jspecify.annotations.NullMarked;
