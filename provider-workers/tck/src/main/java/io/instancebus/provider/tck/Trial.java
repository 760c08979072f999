package io.instancebus.provider.tck;

/** The kind of system that an item was tested against. */
public enum Trial {
    REAL("real"),
    /** Our own simulator, or a forged answer of the real provider. */
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
