package io.instancebus.provider.tck;

/**
 * The effect of an action in a state in which the bus would not request it, because someone else may have acted first.
 */
public enum Comes {
    /** No failure, and the instance stays as it is. */
    NOTHING("nothing"),
    CONFLICT("CONFLICT"),
    NOT_FOUND("NOT_FOUND"),
    /** The action is performed: the instance runs. */
    RUNS("runs"),
    /** The action is performed: the instance is stopped. */
    STOPS("stops");

    private final String words;

    Comes(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
