package io.instancebus.view.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a password by reference. */
final class Password {
    private Password() {}

    /**
     * Reads {@code file:PATH} (without its line end) or {@code env:NAME}. The message of a failure never shows the
     * password.
     */
    static String read(String reference) {
        String name = reference.substring(reference.indexOf(':') + 1);
        if (reference.startsWith("env:")) {
            String value = System.getenv(name);
            if (value == null) {
                throw new IllegalArgumentException("view.passwordReference: there is no environment variable " + name);
            }
            return value;
        }
        try {
            return Files.readString(Path.of(name)).stripTrailing();
        } catch (IOException e) {
            throw new IllegalArgumentException("view.passwordReference: cannot read the file " + name, e);
        }
    }
}
