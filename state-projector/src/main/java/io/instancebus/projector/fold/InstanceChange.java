package io.instancebus.projector.fold;

import io.instancebus.avro.InstanceDetailsChanged;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceReappeared;
import io.instancebus.avro.InstanceStateChanged;
import io.instancebus.avro.InstanceVanished;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.LegalActions;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Times;
import java.time.Instant;
import java.util.List;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * What some consecutive events change in the row of an instance. What is null stays as it is.
 *
 * @param created whether the first of them is the instance's first, so that there is no row yet
 * @param version the sequence of the last
 * @param firstRecordedAt when the first was recorded
 * @param updatedAt when the last was recorded
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
                null);
    }

    InstanceChange and(InstanceEvent event, @Nullable IndexedRecord body) {
        return switch (body) {
            case InstanceStateChanged changed -> with(event, changed.getTo().name(), details, vanished);
            case InstanceDetailsChanged changed -> with(event, state, DetailColumns.of(changed.getDetails()), vanished);
            case InstanceVanished ignored -> with(event, state, details, true);
            case InstanceReappeared ignored -> with(event, state, details, false);
            case null, default -> with(event, state, details, vanished);
        };
    }

    private InstanceChange with(
            InstanceEvent event,
            @Nullable String newState,
            @Nullable DetailColumns newDetails,
            @Nullable Boolean newVanished) {
        return new InstanceChange(
                instanceId,
                created,
                event.getSequence(),
                account,
                provider,
                firstRecordedAt,
                Times.fit(event.getRecordedAt()),
                newState,
                newDetails,
                newVanished);
    }

    /** The state of a row that is new: an instance that was asked for. */
    public String stateOrStart() {
        return state == null ? InstanceState.START.name() : state;
    }

    public boolean vanishedOrNot() {
        return vanished != null && vanished;
    }

    /** What may be asked of a new instance, as a JSON array. */
    public String actions() {
        return AvroJson.of(legal(provider, stateOrStart()));
    }

    /** What may be asked from now on, as a JSON array; null where the state did not change. */
    public @Nullable String newActions() {
        return state == null ? null : AvroJson.of(legal(provider, state));
    }

    /** Nothing where the provider or the state is not known here. */
    private static List<String> legal(String provider, String state) {
        for (ProviderType type : ProviderType.values()) {
            for (InstanceState known : InstanceState.values()) {
                if (type.label().equals(provider) && known.name().equals(state)) {
                    return LegalActions.of(type, known).stream().map(Enum::name).toList();
                }
            }
        }
        return List.of();
    }
}
