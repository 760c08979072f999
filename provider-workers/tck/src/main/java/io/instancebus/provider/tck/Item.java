package io.instancebus.provider.tck;

import io.instancebus.domain.FailureCategory;

/** What the conformance suite asks of every adapter. */
public enum Item {
    LIFECYCLE("lifecycle"),
    IDEMPOTENT_CREATE("one key makes one instance, however many ask"),
    LOST_ANSWER("a create repeated after its lost answer makes no second instance"),
    ADOPTION("unknown outcome, then adopted"),
    NOT_FOUND("what nobody knows, and what is gone, is not found"),
    FOREIGN("a destroy of a machine that carries another key is refused"),
    ILLEGAL_WHILE_PENDING("illegal while pending"),
    ILLEGAL_WHILE_RUNNING("illegal while running"),
    ILLEGAL_WHILE_STOPPING("illegal while stopping"),
    ILLEGAL_WHILE_STOPPED("illegal while stopped"),
    ILLEGAL_AFTER_THE_END("illegal after the end"),
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
    RATE_LIMITING("rate limiting: deferred, nothing made, made later"),
    BATCH_DESCRIBE("a look at more than one batch, a few unknown"),
    VANISHED("removed behind our back"),
    ODD_MACHINE("one odd machine in a list is unknown, with the cause, and hides no other"),
    UNAVAILABLE("an unavailable provider is not an empty one"),
    SLOW_CHANGE("a change answered too late is of unknown outcome"),
    SLOW_LOOK("a look answered too late is a failure"),
    CANCELLED_CREATE("a pending create destroyed"),
    CANCELLED_UNKNOWN_CREATE("a create of unknown outcome found and destroyed"),
    SECRETS("secrets never logged, at TRACE"),
    THREADS("many threads at once"),
    CATALOGUE("catalogue"),
    DETAILS("what the provider chose is shown");

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
