package io.instancebus.schemas.topic;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.ObservationRequest;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.schemas.topic.TopicSpec.Cleanup;
import io.instancebus.schemas.topic.TopicSpec.Timestamps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Every topic of the contract, for a prefix, a size and a set of provider types. */
public record TopicCatalogue(Topics topics, List<TopicSpec> specs) {
    /** The partition count of a deployment; commands, events, state and reports keep theirs for life. */
    public static final int DEFAULT_PARTITIONS = 48;

    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration WEEK = Duration.ofDays(7);
    /** Long enough that a key or catalogue that a worker publishes at its start stays for the life of that worker. */
    private static final Duration YEAR = Duration.ofDays(366);

    public TopicCatalogue {
        specs = List.copyOf(specs);
    }

    /**
     * @param prefix see {@link Topics}
     * @param partitions the number of partitions of each topic
     * @param replicationFactor the replication factor of each topic; 3 in a deployment, 1 on a single broker
     * @param providerTypes the provider types that have a task topic
     */
    public static TopicCatalogue of(
            String prefix, int partitions, int replicationFactor, Collection<String> providerTypes) {
        Topics topics = new Topics(prefix);
        Row row = new Row(partitions, (short) replicationFactor);
        List<TopicSpec> specs = new ArrayList<>();
        specs.add(row.keyed(topics.commands(), Cleanup.DELETE, MONTH, Timestamps.BROKER, InstanceCommand.SCHEMA$));
        specs.add(row.keyed(topics.events(), Cleanup.DELETE, null, Timestamps.PUBLISHER, InstanceEvent.SCHEMA$));
        specs.add(row.keyed(topics.state(), Cleanup.COMPACT, null, Timestamps.PUBLISHER, InstanceSnapshot.SCHEMA$));
        specs.add(row.keyed(topics.reports(), Cleanup.DELETE, WEEK, Timestamps.BROKER, ProviderReport.SCHEMA$));
        for (String type : new TreeSet<>(providerTypes)) {
            specs.add(row.work(topics.tasks(type), Timestamps.BROKER, ProviderTask.SCHEMA$));
        }
        specs.add(row.work(topics.runs(), Timestamps.BROKER, ProviderTask.SCHEMA$));
        specs.add(row.work(topics.observations(), Timestamps.PUBLISHER, ObservationRequest.SCHEMA$));
        specs.add(row.loose(
                topics.accountEvents(), Cleanup.COMPACT_AND_DELETE, YEAR, Timestamps.PUBLISHER, AccountEvent.SCHEMA$));
        specs.add(row.loose(topics.deadLetters(), Cleanup.DELETE, MONTH, Timestamps.PUBLISHER, null));
        return new TopicCatalogue(topics, specs);
    }

    /**
     * The topic of this name.
     *
     * @throws IllegalArgumentException if the catalogue has no such topic
     */
    public TopicSpec spec(String name) {
        return specs.stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such topic in the catalogue: " + name));
    }

    private record Row(int partitions, short replicationFactor) {
        TopicSpec keyed(
                String name, Cleanup cleanup, @Nullable Duration retention, Timestamps timestamps, Schema schema) {
            return spec(name, true, cleanup, retention, timestamps, schema);
        }

        TopicSpec work(String name, Timestamps timestamps, Schema schema) {
            return spec(name, false, Cleanup.DELETE, WEEK, timestamps, schema);
        }

        TopicSpec loose(
                String name, Cleanup cleanup, Duration retention, Timestamps timestamps, @Nullable Schema schema) {
            return spec(name, false, cleanup, retention, timestamps, schema);
        }

        private TopicSpec spec(
                String name,
                boolean fixed,
                Cleanup cleanup,
                @Nullable Duration retention,
                Timestamps timestamps,
                @Nullable Schema schema) {
            return new TopicSpec(
                    name,
                    partitions,
                    replicationFactor,
                    fixed,
                    cleanup,
                    Optional.ofNullable(retention),
                    timestamps,
                    Optional.ofNullable(schema));
        }
    }
}
