package io.instancebus.worker;

import io.instancebus.avro.ObservationRequest;
import io.instancebus.avro.ProviderTask;
import io.instancebus.domain.ProviderType;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.ShareGroups;
import io.instancebus.schemas.topic.Topics;
import io.instancebus.worker.hand.BrokerPresence;
import io.instancebus.worker.hand.Hand;
import io.instancebus.worker.hand.HandSettings;
import io.instancebus.worker.hand.TaskHandler;
import io.instancebus.worker.report.DeadLetters;
import io.instancebus.worker.report.KafkaReporter;
import io.instancebus.worker.watcher.StateTable;
import io.instancebus.worker.watcher.WatchedAccount;
import io.instancebus.worker.watcher.Watchers;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;

/** What the hands and watchers of a worker have in common: how they reach the bus. */
record Workplace(
        String worker,
        Topics topics,
        Groups groups,
        BusClients clients,
        SchemaRegistryClient registry,
        KafkaReporter reporter,
        DeadLetters deadLetters,
        StateTable table,
        BrokerPresence broker,
        Clock clock) {

    /** Takes the tasks of a provider type. */
    Hand hand(ProviderType type, int slots, Duration close, TaskHandler handler) {
        return hand(
                new HandSettings(topics.tasks(type.label()), groups.hands(type), slots, ShareGroups.LOCK, close),
                handler);
    }

    /** Takes runs, whatever the provider. */
    Hand runs(int slots, Duration close, TaskHandler handler) {
        return hand(new HandSettings(topics.runs(), groups.runs(), slots, ShareGroups.LOCK, close), handler);
    }

    private Hand hand(HandSettings settings, TaskHandler handler) {
        return Hand.start(
                settings,
                clients.bus(),
                worker,
                new AvroCodec<>(ProviderTask.class, settings.topic(), registry),
                handler,
                reporter,
                deadLetters,
                broker,
                clock);
    }

    Watchers watchers(ProviderType type, Collection<WatchedAccount> accounts) {
        return Watchers.start(
                topics.observations(),
                accounts,
                new AvroCodec<>(ObservationRequest.class, topics.observations(), registry),
                table,
                reporter,
                reporter,
                deadLetters,
                clock,
                clients.watcherConsumers(groups.watchers(type)));
    }
}
