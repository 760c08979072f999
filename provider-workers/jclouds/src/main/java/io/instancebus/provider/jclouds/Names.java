package io.instancebus.provider.jclouds;

/** Names of headers. */
final class Names {
    private Names() {}

    /** The name with each word capitalised, as in Content-Type. */
    static String conventional(String header) {
        StringBuilder name = new StringBuilder(header.length());
        boolean first = true;
        for (int i = 0; i < header.length(); i++) {
            char letter = header.charAt(i);
            name.append(first ? Character.toUpperCase(letter) : Character.toLowerCase(letter));
            first = letter == '-';
        }
        return name.toString();
    }
}
