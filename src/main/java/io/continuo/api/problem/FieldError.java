package io.continuo.api.problem;

/**
 * What is wrong with one place of the request.
 *
 * @param pointer a JSON pointer into the body as a URI fragment ({@code #/content}), or the name of a parameter or header
 */
public record FieldError(String pointer, String detail) {}
