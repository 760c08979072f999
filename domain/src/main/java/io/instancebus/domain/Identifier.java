package io.instancebus.domain;

/** The form that every id of a publisher has: 1 to 64 characters of A–Z, a–z, 0–9, dot, underscore and hyphen. */
final class Identifier {
    private static final int LONGEST = 64;

    private Identifier() {}

    static String check(String name, String value) {
        if (!isOne(value)) {
            throw new InvalidCommand(name + " must be 1 to 64 characters of A-Z, a-z, 0-9, dot, underscore and hyphen");
        }
        return value;
    }

    /** No regular expression, because some dozen ids are made for each record. */
    private static boolean isOne(String value) {
        if (value.isEmpty() || value.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            boolean digit = c >= '0' && c <= '9';
            if (!letter && !digit && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return true;
    }
}
