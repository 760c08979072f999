package io.instancebus.domain;

import java.util.regex.Pattern;

/** The form that every id of a publisher has: 1 to 64 characters of A–Z, a–z, 0–9, dot, underscore and hyphen. */
final class Identifier {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private Identifier() {}

    static String check(String name, String value) {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidCommand(name + " must be 1 to 64 characters of A-Z, a-z, 0-9, dot, underscore and hyphen");
        }
        return value;
    }
}
