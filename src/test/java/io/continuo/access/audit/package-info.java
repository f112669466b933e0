/** The audit log's files and their verification. */
@NullMarked
package io.continuo.access.audit;

import org.jspecify.annotations.NullMarked;
