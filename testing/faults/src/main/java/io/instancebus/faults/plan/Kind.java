package io.instancebus.faults.plan;

import java.util.Set;

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
    CLOCK("a service's clock off"),
    DAY_BACK("a service's clock back a day"),
    BOMBS("bytes that attack a decoder"),
    EXTREMES("NULs and extremes in commands"),
    FORGERIES("forged reports"),
    BROKER_DISK("the broker's disk full"),
    REFUSAL("the registry refuses one schema");

    /** What takes a small disk, which takes root. */
    public static final Set<Kind> ON_DISK = Set.of(DISK, BROKER_DISK);

    /** What takes libfaketime. */
    public static final Set<Kind> BY_CLOCK = Set.of(CLOCK, DAY_BACK);

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
