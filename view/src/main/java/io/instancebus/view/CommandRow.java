package io.instancebus.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The fate of a command.
 *
 * @param status ACCEPTED, REJECTED, SUCCEEDED, FAILED or OUTCOME_UNKNOWN
 * @param deadline by when it will have been answered; null for a rejected one
 * @param answer the body of the last answer (the rejection, failure …) as JSON; null while there is none
 * @param run the RunCompleted body as JSON, where there was a run
 */
public record CommandRow(
        String commandId,
        String instanceId,
        String commandType,
        String status,
        String actor,
        @Nullable String correlationId,
        Instant decidedAt,
        @Nullable Instant deadline,
        @Nullable Instant answeredAt,
        @Nullable String answer,
        @Nullable String run) {}
