package io.instancebus.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The status and result of a command.
 *
 * @param status ACCEPTED, REJECTED, SUCCEEDED, FAILED or OUTCOME_UNKNOWN
 * @param deadline the latest time of its final answer; null for a rejected command
 * @param answer the body of the last answer (the rejection, failure …) as JSON; null while there is none
 * @param run the RunCompleted body as JSON; null unless a run completed
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
