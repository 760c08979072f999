package io.instancebus.worker.provider.docker;

import java.beans.ConstructorProperties;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** How a container's process ended: the listing does not say. */
record Inspected(End end) {
    @ConstructorProperties("State")
    Inspected {}

    /** @param error the engine's words for why it could not be started; empty for none */
    record End(
            int exitCode,
            boolean outOfMemory,
            @Nullable String error,
            @Nullable String startedAt,
            @Nullable String finishedAt) {
        @ConstructorProperties({"ExitCode", "OOMKilled", "Error", "StartedAt", "FinishedAt"})
        End {}

        /** From its start to its end; zero if it never ran. */
        Duration ran() {
            try {
                Duration ran = Duration.between(Instant.parse(startedAt), Instant.parse(finishedAt));
                return ran.isNegative() ? Duration.ZERO : ran;
            } catch (DateTimeParseException | NullPointerException e) {
                return Duration.ZERO;
            }
        }
    }
}
