package io.instancebus.projector.fold;

import io.instancebus.avro.CommandAccepted;
import io.instancebus.avro.CommandFailed;
import io.instancebus.avro.CommandOutcomeUnknown;
import io.instancebus.avro.CommandRejected;
import io.instancebus.avro.CommandSucceeded;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.RunCompleted;
import io.instancebus.domain.Times;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * What one or several events change in the row of a command.
 *
 * @param decided whether the events include the decision. If so, this change replaces the row, unless the decision is
 *     REJECTED and the row has another status: a command id that is used again after the command service forgot it does
 *     not undo its result. If not, null fields leave the row as it is.
 * @param answer the body of the last answer as JSON; set together with status and answeredAt
 */
public record CommandChange(
        String commandId,
        String instanceId,
        boolean decided,
        String commandType,
        String status,
        String actor,
        @Nullable String correlationId,
        Instant decidedAt,
        @Nullable Instant deadline,
        @Nullable Instant answeredAt,
        @Nullable String answer,
        @Nullable String run) {

    public static final String ACCEPTED = "ACCEPTED";
    public static final String REJECTED = "REJECTED";
    private static final String SUCCEEDED = "SUCCEEDED";
    private static final String FAILED = "FAILED";
    private static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";

    /**
     * The change of an event; empty if the event does not concern a command's status or result.
     *
     * @param text the body as JSON
     */
    static Optional<CommandChange> of(InstanceEvent event, @Nullable IndexedRecord body, String text) {
        if (event.getCommandId() == null) {
            return Optional.empty();
        }
        return switch (body) {
            case CommandAccepted accepted ->
                Optional.of(new CommandChange(
                        event.getCommandId(),
                        event.getInstanceId(),
                        true,
                        accepted.getCommandType().name(),
                        ACCEPTED,
                        StoredText.word(event.getActor()),
                        StoredText.wordOrNull(event.getCorrelationId()),
                        Times.fit(event.getRecordedAt()),
                        Times.fit(accepted.getDeadline()),
                        null,
                        null,
                        null));
            case CommandRejected rejected ->
                Optional.of(answer(event, true, rejected.getCommandType().name(), REJECTED, text));
            case CommandSucceeded succeeded ->
                Optional.of(answer(event, false, succeeded.getCommandType().name(), SUCCEEDED, text));
            case CommandFailed failed ->
                Optional.of(answer(event, false, failed.getCommandType().name(), FAILED, text));
            case CommandOutcomeUnknown unknown ->
                Optional.of(answer(event, false, unknown.getCommandType().name(), OUTCOME_UNKNOWN, text));
            case RunCompleted _ -> Optional.of(run(event, text));
            case null, default -> Optional.empty();
        };
    }

    private static CommandChange answer(
            InstanceEvent event, boolean decided, String commandType, String status, String body) {
        return new CommandChange(
                event.getCommandId(),
                event.getInstanceId(),
                decided,
                commandType,
                status,
                StoredText.word(event.getActor()),
                StoredText.wordOrNull(event.getCorrelationId()),
                Times.fit(event.getRecordedAt()),
                null,
                Times.fit(event.getRecordedAt()),
                body,
                null);
    }

    private static CommandChange run(InstanceEvent event, String completed) {
        return new CommandChange(
                event.getCommandId(),
                event.getInstanceId(),
                false,
                "RUN",
                ACCEPTED,
                StoredText.word(event.getActor()),
                StoredText.wordOrNull(event.getCorrelationId()),
                Times.fit(event.getRecordedAt()),
                null,
                null,
                null,
                completed);
    }

    /** Merges this change with the next one of the same command. */
    CommandChange and(CommandChange next) {
        if (next.decided) {
            boolean alreadyTaken = next.status.equals(REJECTED) && !status.equals(REJECTED);
            return alreadyTaken ? this : next;
        }
        return new CommandChange(
                commandId,
                instanceId,
                decided,
                commandType,
                next.answer == null ? status : next.status,
                actor,
                correlationId,
                decidedAt,
                deadline,
                next.answeredAt == null ? answeredAt : next.answeredAt,
                next.answer == null ? answer : next.answer,
                next.run == null ? run : next.run);
    }
}
