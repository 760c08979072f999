package io.instancebus.worker;

import io.instancebus.avro.ObservationRequest;
import io.instancebus.avro.ProviderTask;
import io.instancebus.domain.ProviderType;
import io.instancebus.schemas.consumer.DeadLetter;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.ShareGroups;
import io.instancebus.schemas.topic.Topics;
import io.instancebus.time.Clocks;
import io.instancebus.worker.hand.AdminPasswords;
import io.instancebus.worker.hand.BrokerPresence;
import io.instancebus.worker.hand.Hand;
import io.instancebus.worker.hand.HandAccount;
import io.instancebus.worker.hand.HandSettings;
import io.instancebus.worker.hand.RunExecutor;
import io.instancebus.worker.hand.Runs;
import io.instancebus.worker.hand.Submits;
import io.instancebus.worker.hand.TaskHandler;
import io.instancebus.worker.hand.UserData;
import io.instancebus.worker.measure.WorkerMeters;
import io.instancebus.worker.report.KafkaReporter;
import io.instancebus.worker.report.WorkerDeadLetters;
import io.instancebus.worker.watcher.StateTable;
import io.instancebus.worker.watcher.WatchedAccount;
import io.instancebus.worker.watcher.Watchers;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.Producer;

/** The shared context of a worker's hands and watchers, with their access to the bus. */
record WorkerContext(
        String worker,
        Topics topics,
        Groups groups,
        BusClients clients,
        SchemaRegistryClient registry,
        KafkaReporter reporter,
        Producer<byte[], byte[]> producer,
        StateTable table,
        BrokerPresence broker,
        UserData userData,
        AdminPasswords adminPasswords,
        SlotsConfig slots,
        WorkerMeters meters,
        Clocks clocks) {
    /** The time for which a batch of tasks waits for its slowest call, before that call continues alone. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String RUNS = "runs";
    private static final Duration CLOSE_TASKS = Duration.ofSeconds(25);
    private static final Duration CLOSE_RUNS = Duration.ofSeconds(10);

    /** A hand for the tasks of a provider type. */
    Hand hand(ProviderType type, Map<String, HandAccount> accounts) {
        HandSettings settings = new HandSettings(
                topics.tasks(type.label()),
                groups.hands(type),
                Objects.requireNonNull(slots.tasks()),
                ShareGroups.LOCK,
                CLOSE_TASKS);
        String queue = type.label();
        return hand(
                settings,
                meters.tasks(
                        queue,
                        new Submits(
                                accounts,
                                userData,
                                adminPasswords,
                                meters.reports(queue, reporter),
                                PATIENCE,
                                clocks)));
    }

    /** A hand for runs, of all provider types. */
    Hand runs(RunExecutor executor) {
        HandSettings settings = new HandSettings(
                topics.runs(), groups.runs(), Objects.requireNonNull(slots.runs()), ShareGroups.LOCK, CLOSE_RUNS);
        return hand(settings, meters.tasks(RUNS, new Runs(executor, meters.reports(RUNS, reporter), clocks)));
    }

    private Hand hand(HandSettings settings, TaskHandler handler) {
        return Hand.start(
                settings,
                clients.bus(),
                worker,
                new AvroCodec<>(ProviderTask.class, settings.topic(), registry),
                handler,
                reporter,
                deadLetters(settings.group()),
                broker,
                clocks);
    }

    Watchers watchers(ProviderType type, Collection<WatchedAccount> accounts) {
        String group = groups.watchers(type);
        return Watchers.start(
                topics.observations(),
                accounts,
                new AvroCodec<>(ObservationRequest.class, topics.observations(), registry),
                table,
                reporter,
                reporter,
                deadLetters(group),
                clocks,
                clients.watcherConsumers(group));
    }

    private WorkerDeadLetters deadLetters(String group) {
        return new WorkerDeadLetters(
                producer, topics.deadLetters(), new DeadLetter.Reader(group, worker), clocks.steady());
    }
}
