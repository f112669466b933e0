/**
 * The settings: their typed tree, the environment names that other applications already use, and what stops a start.
 * Imports {@code io.continuo.model}, Quarkus' configuration and SmallRye Config; no store and no client.
 */
@NullMarked
package io.continuo.config;

import org.jspecify.annotations.NullMarked;
