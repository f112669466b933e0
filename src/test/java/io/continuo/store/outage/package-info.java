/** Tests of what keeps changes while the store is away. */
@NullMarked
package io.continuo.store.outage;

import org.jspecify.annotations.NullMarked;
