package io.instancebus.view.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A password by reference. */
final class Password {
    private Password() {}

    /** Reads {@code file:PATH} (without the line's end) or {@code env:NAME}; the message of a failure never holds it. */
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
