package io.instancebus.provider.tck;

/** What something was tried on. */
public enum Trial {
    REAL("real"),
    /** On a stand-in of our own, or with an answer of the real one that was forged on the way. */
    SIMULATED("simulated"),
    NOT_POSSIBLE("not possible");

    private final String words;

    Trial(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
