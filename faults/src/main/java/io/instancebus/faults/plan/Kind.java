package io.instancebus.faults.plan;

/** The kinds of fault that there are. */
public enum Kind {
    KILL("a service killed (SIGKILL)"),
    PAUSE("a service stopped and continued (a zombie)"),
    KAFKA("Kafka away"),
    REGISTRY("the registry away"),
    DATABASE("PostgreSQL away"),
    CUT("a line cut"),
    SLOW("a line slow"),
    SILENT("a line silent"),
    GARBAGE("undecodable bytes"),
    DUPLICATES("records again"),
    DISK("the view's disk full"),
    CLOCK("a service's clock off");

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
