/**
 * Checks of the deployment files, compiled and run in the Maven profile {@code tools} only. Imports nothing of the
 * service.
 */
@NullMarked
package io.continuo.tools;

import org.jspecify.annotations.NullMarked;
