@NullMarked
package io.continuo.config;

import org.jspecify.annotations.NullMarked;
