package io.instancebus.projector.fold;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceReappeared;
import io.instancebus.avro.InstanceStateChanged;
import io.instancebus.avro.InstanceVanished;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.Times;
import java.time.Instant;
import java.util.List;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * The changes that consecutive events make to the row of an instance. Null leaves a column as it is.
 *
 * @param created whether the events begin with the instance's first, so that no row exists yet
 * @param version the sequence of the last event
 * @param firstRecordedAt the time at which the first event was recorded
 * @param updatedAt the time at which the last event was recorded
 * @param newActions the actions that are legal from now on, as a JSON array; they change with the state
 */
public record InstanceChange(
        String instanceId,
        boolean created,
        long version,
        String account,
        String provider,
        Instant firstRecordedAt,
        Instant updatedAt,
        @Nullable String state,
        @Nullable String newActions,
        @Nullable DetailColumns details,
        @Nullable Boolean vanished) {

    static InstanceChange none(InstanceEvent first) {
        return new InstanceChange(
                first.getInstanceId(),
                first.getSequence() == 1,
                first.getSequence() - 1,
                StoredText.word(first.getAccount()),
                StoredText.word(first.getProvider()),
                Times.fit(first.getRecordedAt()),
                Times.fit(first.getRecordedAt()),
                null,
                null,
                null,
                null);
    }

    /** Adds an event, except its details. */
    InstanceChange and(InstanceEvent event, @Nullable IndexedRecord body) {
        return switch (body) {
            case InstanceStateChanged changed ->
                with(event, changed.getTo().name(), AvroJson.of(actions(changed)), details, vanished);
            // Of all details in a batch only the last count: with(DetailColumns) brings them in.
            case InstanceVanished ignored -> with(event, state, newActions, details, true);
            case InstanceReappeared ignored -> with(event, state, newActions, details, false);
            case null, default -> with(event, state, newActions, details, vanished);
        };
    }

    InstanceChange with(DetailColumns last) {
        return new InstanceChange(
                instanceId,
                created,
                version,
                account,
                provider,
                firstRecordedAt,
                updatedAt,
                state,
                newActions,
                last,
                vanished);
    }

    private List<String> actions(InstanceStateChanged changed) {
        List<String> told = changed.getActions();
        return told == null ? OlderActions.of(provider, changed.getTo().name()) : StoredText.of(told);
    }

    private InstanceChange with(
            InstanceEvent event,
            @Nullable String nextState,
            @Nullable String nextActions,
            @Nullable DetailColumns nextDetails,
            @Nullable Boolean nextVanished) {
        return new InstanceChange(
                instanceId,
                created,
                event.getSequence(),
                account,
                provider,
                firstRecordedAt,
                Times.fit(event.getRecordedAt()),
                nextState,
                nextActions,
                nextDetails,
                nextVanished);
    }

    /** The state of a new row; START if no event set one. */
    public String stateOrStart() {
        return state == null ? InstanceState.START.name() : state;
    }

    public boolean vanishedOrNot() {
        return vanished != null && vanished;
    }

    /** The legal actions of a new row, as a JSON array; empty if no event set a state. */
    public String actions() {
        return newActions == null ? "[]" : newActions;
    }
}
