/**
 * What is built on a file system that loses nothing it has acknowledged: a directory that one process has, and a file that grows
 * whole piece by whole piece. Imports java.* only, and the log.
 */
@NullMarked
package io.continuo.disk;

import org.jspecify.annotations.NullMarked;
