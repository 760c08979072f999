package io.instancebus.gateway.json;

/**
 * The error of a field.
 *
 * @param field its path, such as hardwareProfile.id; empty for the whole body
 * @param message what is expected; never the given value
 */
public record FieldError(String field, String message) {}
