package io.instancebus.provider.tck;

import io.instancebus.domain.FailureCategory;

/** The items that the conformance suite tests for every adapter. */
public enum Item {
    LIFECYCLE("lifecycle"),
    IDEMPOTENT_CREATE("repeated and concurrent creates with one request key make one machine"),
    LOST_ANSWER("a create that is repeated after its answer was lost makes no second machine"),
    ADOPTION("the machine of a create of unknown outcome is adopted"),
    NOT_FOUND("unknown and destroyed machines are not found"),
    FOREIGN("a destroy of a machine with another request key is refused"),
    ILLEGAL_WHILE_PENDING("illegal actions while pending"),
    ILLEGAL_WHILE_RUNNING("illegal actions while running"),
    ILLEGAL_WHILE_STOPPING("illegal actions while stopping"),
    ILLEGAL_WHILE_STOPPED("illegal actions while stopped"),
    ILLEGAL_AFTER_THE_END("illegal actions after a destroy"),
    FAILS_CAPACITY("fails with CAPACITY"),
    FAILS_QUOTA("fails with QUOTA"),
    FAILS_INVALID("fails with INVALID"),
    FAILS_AUTH("fails with AUTH"),
    FAILS_CONFLICT("fails with CONFLICT"),
    FAILS_NOT_FOUND("fails with NOT_FOUND"),
    FAILS_RATE_LIMITED("fails with RATE_LIMITED"),
    FAILS_RETRYABLE("fails with RETRYABLE"),
    FAILS_TIMEOUT("fails with TIMEOUT"),
    FAILS_INTERNAL("fails with INTERNAL"),
    RATE_LIMITING("a rate-limited create is deferred, makes nothing, and succeeds later"),
    BATCH_DESCRIBE("an observation of more machines than one batch, some of them unknown"),
    VANISHED("a machine that was removed outside Instance Bus is missing or gone"),
    ODD_MACHINE("an unreadable machine in a list is unknown, with the cause, and hides no other"),
    UNAVAILABLE("an unavailable provider is not taken for an empty one"),
    SLOW_CHANGE("a change that is answered too late has an unknown outcome"),
    SLOW_OBSERVATION("an observation that is answered too late is a failure"),
    CANCELLED_CREATE("a pending machine is destroyed"),
    CANCELLED_UNKNOWN_CREATE("the machine of a create of unknown outcome is found and destroyed"),
    SECRETS("no secret is logged, even at TRACE"),
    THREADS("many concurrent threads"),
    CATALOGUE("catalogue"),
    DETAILS("the values that the provider chose are shown");

    private final String words;

    Item(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    static Item of(FailureCategory category) {
        return valueOf("FAILS_" + category);
    }
}
