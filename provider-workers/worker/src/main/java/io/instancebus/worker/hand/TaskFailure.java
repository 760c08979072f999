package io.instancebus.worker.hand;

import io.instancebus.domain.Failure;
import org.jspecify.annotations.Nullable;

/** A task that was not carried out, or whose outcome is unknown. The message holds no secret. */
public final class TaskFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final boolean outcomeUnknown;

    private TaskFailure(Failure failure, boolean outcomeUnknown, @Nullable Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
        this.outcomeUnknown = outcomeUnknown;
    }

    /** Certainly nothing was done. */
    public static TaskFailure because(Failure failure, @Nullable Throwable cause) {
        return new TaskFailure(failure, false, cause);
    }

    /** The task may have been carried out, in part or in full. */
    public static TaskFailure outcomeUnknown(Failure failure, @Nullable Throwable cause) {
        return new TaskFailure(failure, true, cause);
    }

    public Failure failure() {
        return failure;
    }

    public boolean isOutcomeUnknown() {
        return outcomeUnknown;
    }
}
