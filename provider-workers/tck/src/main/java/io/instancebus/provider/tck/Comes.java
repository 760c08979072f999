package io.instancebus.provider.tck;

/** What comes of a deed in a state in which the bus would not ask for it: somebody else may have been quicker. */
public enum Comes {
    /** No failure, and the instance stays as it is. */
    NOTHING("nothing"),
    CONFLICT("CONFLICT"),
    NOT_FOUND("NOT_FOUND"),
    /** It is done: the instance runs. */
    RUNS("runs"),
    /** It is done: the instance is stopped. */
    STOPS("stops");

    private final String words;

    Comes(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
