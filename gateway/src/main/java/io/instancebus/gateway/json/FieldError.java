package io.instancebus.gateway.json;

/**
 * What is wrong with a field.
 *
 * @param field its path, as hardwareProfile.id; empty where it is the whole body
 * @param message what is expected; never the value that was given
 */
public record FieldError(String field, String message) {}
