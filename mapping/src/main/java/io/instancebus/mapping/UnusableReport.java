package io.instancebus.mapping;

/** A report that can be decoded and says nothing that can be used; its message says why. */
public final class UnusableReport extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnusableReport(String message) {
        super(message);
    }
}
