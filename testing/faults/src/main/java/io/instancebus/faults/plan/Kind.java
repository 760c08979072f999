package io.instancebus.faults.plan;

import java.util.Set;

/** The kinds of faults. */
public enum Kind {
    KILL("a service killed (SIGKILL)"),
    PAUSE("a service paused and resumed (a zombie)"),
    KAFKA("Kafka down"),
    REGISTRY("the registry down"),
    DATABASE("PostgreSQL down"),
    CUT("a connection cut"),
    SLOW("a connection slow"),
    SILENT("a connection silent"),
    GARBAGE("undecodable bytes"),
    DUPLICATES("duplicate records"),
    DISK("the view's disk full"),
    CLOCK("a service's clock wrong"),
    DAY_BACK("a service's clock set back a day"),
    BOMBS("bytes that attack a decoder"),
    EXTREMES("NULs and extreme values in commands"),
    FORGERIES("forged reports"),
    BROKER_DISK("the broker's disk full"),
    REFUSAL("the registry refuses a schema");

    /** Kinds that need a small disk, and therefore root. */
    public static final Set<Kind> ON_DISK = Set.of(DISK, BROKER_DISK);

    /** Kinds that need libfaketime. */
    public static final Set<Kind> BY_CLOCK = Set.of(CLOCK, DAY_BACK);

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
