package io.continuo.model;

/**
 * Whether a store can be asked right now, as last observed; reading it asks nobody.
 *
 * @param available whether requests are served
 * @param detail a sentence for an operator, without secrets
 */
public record StoreHealth(boolean available, String detail) {}
