/**
 * The packaged service as its users meet it: over HTTP, beside a real Redis that an operator looks into. Imports
 * {@code io.continuo.support} and nothing else of Continuo.
 */
@NullMarked
package io.continuo.acceptance;

import org.jspecify.annotations.NullMarked;
