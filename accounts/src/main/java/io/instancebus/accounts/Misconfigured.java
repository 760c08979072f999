package io.instancebus.accounts;

/** One problem in a file, with its place. */
final class Misconfigured extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    Misconfigured(int line, String message) {
        super(message);
        this.line = line;
    }

    int line() {
        return line;
    }
}
