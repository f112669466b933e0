/**
 * Real Redis servers, clusters and sentinels for tests, started as child processes without Docker or root, and a proxy
 * that disturbs the way to them. Imports no package of Continuo.
 */
@NullMarked
package io.continuo.support;

import org.jspecify.annotations.NullMarked;
