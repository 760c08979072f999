package io.instancebus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.ProviderReport;
import io.instancebus.domain.AccountNews;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandType;
import io.instancebus.domain.Effect;
import io.instancebus.domain.Event;
import io.instancebus.domain.Instance;
import io.instancebus.domain.KnownInstance;
import io.instancebus.domain.Report;
import io.instancebus.domain.RunResult;
import io.instancebus.domain.Task;
import io.instancebus.schemas.topic.TopicCatalogue;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/**
 * Generated values go through the bytes of their topic and come back as they were, and between them they reach every
 * case of the contract. A failure names its seed; run it alone with {@code -Dtest=RoundTripTest -Dmapping.seed=SEED},
 * and more values with {@code -Dmapping.values=N}.
 */
class RoundTripTest {
    private static final int VALUES = Integer.getInteger("mapping.values", 2_000);
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    /**
     * Nothing writes UNKNOWN, which is what a reader makes of a later release's symbol, except where the domain has it.
     */
    private static final Set<String> WRITTEN_UNKNOWN = Set.of("SightingState UNKNOWN", "CommandType UNKNOWN");

    /** Only events of releases before 0.5.0 say nothing of the legal actions. */
    private static final Set<String> NO_LONGER_WRITTEN = Set.of("InstanceStateChanged.actions null");

    @Test
    void commands() {
        prove(Topic.COMMANDS, values -> {
            Command command = values.command();
            var avro = Topic.COMMANDS.carried(CommandMapping.toAvro(command));
            assertThat(CommandMapping.fromAvro(avro)).isEqualTo(command);
            assertThat(CommandMapping.typeOf(avro)).isEqualTo(command.body().type());
            return avro;
        });
    }

    @Test
    void tasks() {
        prove(Topic.TASKS, values -> {
            Task task = values.task();
            var avro = Topic.TASKS.carried(TaskMapping.toAvro(task));
            assertThat(TaskMapping.fromAvro(avro)).isEqualTo(task);
            return avro;
        });
    }

    @Test
    void reports() {
        prove(Topic.REPORTS, values -> {
            Report report = values.report();
            ProviderReport avro = Topic.REPORTS.carried(ReportMapping.toAvro("box", "worker-1", NOW, report));
            assertThat(ReportMapping.fromAvro(avro)).isEqualTo(report);
            assertThat(List.of(avro.getAccount(), avro.getWorker(), avro.getReportedAt()))
                    .isEqualTo(List.of("box", "worker-1", NOW));
            return avro;
        });
    }

    @Test
    void snapshots() {
        prove(Topic.STATE, values -> {
            Aggregate.Live live = values.live();
            Instance instance = live.instance();
            List<CommandType> actions = values.actions();
            InstanceSnapshot avro = Topic.STATE.carried(Objects.requireNonNull(SnapshotMapping.toAvro(live, actions)));
            assertThat(SnapshotMapping.fromAvro(avro))
                    .contains(new KnownInstance(
                            instance.id(),
                            instance.account(),
                            instance.state(),
                            Objects.requireNonNull(instance.details()),
                            instance.vanished(),
                            live.inFlight().destroying(),
                            live.inFlight().observations().number()));
            assertThat(List.of(avro.getVersion(), avro.getProvider(), avro.getActions(), avro.getUpdatedAt()))
                    .isEqualTo(List.of(
                            instance.version(),
                            instance.providerType().label(),
                            actions.stream().map(Enum::name).toList(),
                            instance.updatedAt()));
            return avro;
        });
    }

    @Test
    void requestsToObserve() {
        prove(Topic.OBSERVATIONS, values -> {
            Effect.RequestObservation request = values.observation();
            var avro = Topic.OBSERVATIONS.carried(TaskMapping.toAvro(request));
            Map<String, Object> expected = Plain.of(request);
            rename(expected, "providerType", "provider");
            assertThat(Plain.of(avro)).isEqualTo(expected);
            return avro;
        });
    }

    @Test
    void events() {
        prove(Topic.EVENTS, values -> {
            Event event = values.event();
            InstanceEvent avro = Topic.EVENTS.carried(EventMapping.toAvro(event));
            Map<String, Object> expected = Plain.of(event);
            rename(expected, "providerType", "provider");
            expected.putIfAbsent("provider", "");
            expected.put("eventId", event.eventId());
            expected.remove("body");
            putBody(expected, event.body().getClass(), body(event));
            assertThat(Plain.of(avro)).isEqualTo(expected);
            return avro;
        });
    }

    private static Map<String, Object> body(Event event) {
        return switch (event.body()) {
            case Event.CommandRejected rejected -> {
                Map<String, Object> fields = Plain.of(rejected);
                rename(fields, "type", "commandType");
                fields.putIfAbsent("commandType", "UNKNOWN");
                yield fields;
            }
            case Event.RunCompleted(RunResult result) -> {
                Map<String, Object> fields = Plain.of(result);
                rename(fields, "duration", "durationMillis");
                yield fields;
            }
            case Event.Body other -> Plain.of((Record) other);
        };
    }

    @Test
    void accountEvents() {
        prove(Topic.ACCOUNT_EVENTS, values -> {
            AccountNews news = values.news();
            AccountEvent avro = Topic.ACCOUNT_EVENTS.carried(AccountEventMapping.toAvro("box", "sandbox", NOW, news));
            Map<String, Object> expected = new TreeMap<>(Map.of("account", "box", "provider", "sandbox"));
            expected.put("recordedAt", NOW);
            putBody(expected, news.getClass(), body(news, avro));
            assertThat(Plain.of(avro)).isEqualTo(expected);
            return avro;
        });
    }

    private static Map<String, Object> body(AccountNews news, AccountEvent avro) {
        return switch (news) {
            case AccountNews.CatalogueChanged(var catalogue) -> Plain.of(catalogue);
            case AccountNews.ProviderRulesDeclared(var rules) -> {
                assertThat(RulesMapping.fromAvro(avro.getProviderRulesDeclared()))
                        .isEqualTo(rules);
                yield Plain.of(avro.getProviderRulesDeclared());
            }
            case AccountNews other -> Plain.of((Record) other);
        };
    }

    @Test
    void everyRecordOfTheContractIsProven() {
        Set<Schema> contract = new LinkedHashSet<>();
        TopicCatalogue.of("", 1, 1, List.of("sandbox"))
                .specs()
                .forEach(spec -> spec.valueSchema().ifPresent(contract::add));
        assertThat(Topic.ALL).extracting(Topic::schema).containsExactlyInAnyOrderElementsOf(contract);
    }

    private static <T extends SpecificRecord> void prove(Topic<T> topic, Function<Generated, T> trip) {
        Long only = Long.getLong("mapping.seed");
        long first = only == null ? 1 : only;
        long last = only == null ? VALUES : only;
        Reached reached = new Reached();
        for (long seed = first; seed <= last; seed++) {
            try {
                T avro = trip.apply(new Generated(seed));
                requireTypeNamesTheOnlyBody(avro);
                reached.add(avro);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("mapping.seed=" + seed + ": " + failure.getMessage(), failure);
            }
        }
        if (only == null) {
            Set<String> possible = new TreeSet<>(Reached.possible(topic.schema()));
            possible.removeIf(each -> each.endsWith(" UNKNOWN") && !WRITTEN_UNKNOWN.contains(each));
            possible.removeAll(NO_LONGER_WRITTEN);
            assertThat(reached.cases())
                    .as("a case of the contract that Generated never makes is not proven")
                    .containsExactlyInAnyOrderElementsOf(possible);
        }
    }

    private static void requireTypeNamesTheOnlyBody(IndexedRecord envelope) {
        Schema.Field type = envelope.getSchema().getField("type");
        if (type != null) {
            assertThat(envelope.getSchema().getFields().stream()
                            .map(field -> envelope.get(field.pos()))
                            .filter(IndexedRecord.class::isInstance)
                            .map(body -> ((IndexedRecord) body).getSchema().getName()))
                    .containsExactly((String) envelope.get(type.pos()));
        }
    }

    /** As the contract names it: the field of a body is called as its type. */
    private static void putBody(Map<String, Object> expected, Class<?> type, Map<String, Object> fields) {
        String name = type.getSimpleName();
        expected.put("type", name);
        expected.put(Character.toLowerCase(name.charAt(0)) + name.substring(1), fields);
    }

    private static void rename(Map<String, Object> fields, String from, String to) {
        Optional.ofNullable(fields.remove(from)).ifPresent(value -> fields.put(to, value));
    }
}
