/** What happens to a request before a resource sees it: its id, its path, its body within the limits. */
@NullMarked
package io.continuo.api.http;

import org.jspecify.annotations.NullMarked;
