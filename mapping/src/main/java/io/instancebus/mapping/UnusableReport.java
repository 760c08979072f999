package io.instancebus.mapping;

/** A report can be decoded but not used; the message gives the reason. */
public final class UnusableReport extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnusableReport(String message) {
        super(message);
    }
}
