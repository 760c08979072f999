package io.instancebus.schemas.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the missing topics of a catalogue and checks the existing ones. Repeated or concurrent calls from several
 * services change nothing more.
 */
public final class TopicCreator {
    private static final Logger log = LoggerFactory.getLogger(TopicCreator.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    /**
     * A difference in these settings breaks a guarantee of the bus; a difference in sizes and retention may be
     * intended.
     */
    private static final Set<String> COMPARED = Set.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.COMPRESSION_TYPE_CONFIG,
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);

    private final Admin admin;
    private final Duration timeout;

    /**
     * @param admin the Admin client, which the caller closes
     * @param timeout the approximate time limit of each method
     */
    public TopicCreator(Admin admin, Duration timeout) {
        this.admin = admin;
        this.timeout = timeout;
    }

    /**
     * Creates the missing topics, waits until every topic exists and has leaders, and checks them.
     *
     * @return the settings that differ, which are logged as well
     * @throws TopicMismatch if a partition count that is fixed for life is another one
     */
    public List<TopicDifference> create(TopicCatalogue catalogue) {
        boolean created = createMissing(catalogue);
        awaitLed(catalogue);
        if (created) {
            awaitLeaders(catalogue);
        }
        return verify(catalogue);
    }

    /**
     * Checks that every topic exists with the required settings, and changes nothing.
     *
     * @return the settings that differ, which are logged as well
     * @throws TopicMismatch if a topic is missing, or a partition count that is fixed for life is another one
     */
    public List<TopicDifference> verify(TopicCatalogue catalogue) {
        Map<String, TopicDescription> found = describe(catalogue);
        List<String> problems = new ArrayList<>();
        for (TopicSpec spec : catalogue.specs()) {
            TopicDescription description = found.get(spec.name());
            if (description == null) {
                problems.add("topic " + spec.name() + " is missing");
            } else if (spec.fixedPartitions() && description.partitions().size() != spec.partitions()) {
                problems.add("topic " + spec.name() + " has "
                        + description.partitions().size() + " partitions, configured are " + spec.partitions()
                        + "; the count is fixed for the topic's life");
            }
        }
        if (!problems.isEmpty()) {
            throw new TopicMismatch(problems);
        }
        List<TopicDifference> differences = differences(catalogue);
        differences.forEach(difference -> log.atWarn()
                .addKeyValue("topic", difference.topic())
                .addKeyValue("setting", difference.setting())
                .addKeyValue("expected", difference.expected())
                .addKeyValue("found", difference.found())
                .log("A topic's setting is not what the catalogue says"));
        return differences;
    }

    /**
     * Whether a topic of this name is there.
     *
     * @throws org.apache.kafka.common.errors.AuthorizationException if this user may not see it
     */
    public boolean exists(String topic) {
        try {
            return KafkaAnswers.await(admin.describeTopics(List.of(topic)).allTopicNames(), timeout)
                    .containsKey(topic);
        } catch (UnknownTopicOrPartitionException e) {
            return false;
        }
    }

    /** Returns whether any topic was missing. */
    private boolean createMissing(TopicCatalogue catalogue) {
        Set<String> there = describe(catalogue).keySet();
        List<TopicSpec> missing = catalogue.specs().stream()
                .filter(spec -> !there.contains(spec.name()))
                .toList();
        Map<String, KafkaFuture<Void>> answers = admin.createTopics(
                        missing.stream().map(TopicSpec::newTopic).toList())
                .values();
        answers.forEach((topic, answer) -> {
            try {
                KafkaAnswers.await(answer, timeout);
                log.atInfo().addKeyValue("topic", topic).log("Created a topic");
            } catch (TopicExistsException e) {
                // Another service created it first; the check that follows examines it.
                log.atDebug().addKeyValue("topic", topic).log("Another created the topic");
            }
        });
        return !missing.isEmpty();
    }

    /**
     * Waits until each leader knows its role and answers. Before that it refuses records, and an idempotent producer
     * with several requests in flight then has a wrong sequence for a minute or more.
     */
    private void awaitLeaders(TopicCatalogue catalogue) {
        Map<TopicPartition, OffsetSpec> all = new HashMap<>();
        describe(catalogue)
                .forEach((name, topic) -> topic.partitions()
                        .forEach(partition ->
                                all.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
        KafkaAnswers.await(admin.listOffsets(all).all(), timeout);
    }

    /** Waits until each partition has a leader, which it may also lack for a moment while a broker restarts. */
    private void awaitLed(TopicCatalogue catalogue) {
        long giveUp = System.nanoTime() + timeout.toNanos();
        for (Set<String> waiting = notLed(catalogue); !waiting.isEmpty(); waiting = notLed(catalogue)) {
            if (System.nanoTime() - giveUp > 0) {
                throw new TimeoutException("After " + timeout.toSeconds()
                        + " s these topics are not there, or have a partition without a leader: " + waiting);
            }
            try {
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }

    private Set<String> notLed(TopicCatalogue catalogue) {
        Set<String> names =
                catalogue.specs().stream().map(TopicSpec::name).collect(Collectors.toCollection(TreeSet::new));
        describe(catalogue).forEach((name, topic) -> {
            if (topic.partitions().stream().allMatch(partition -> partition.leader() != null)) {
                names.remove(name);
            }
        });
        return names;
    }

    /** The existing topics, with or without a leader. */
    private Map<String, TopicDescription> describe(TopicCatalogue catalogue) {
        List<String> names = catalogue.specs().stream().map(TopicSpec::name).toList();
        Map<String, TopicDescription> found = new HashMap<>();
        admin.describeTopics(names).topicNameValues().forEach((name, answer) -> {
            try {
                found.put(name, KafkaAnswers.await(answer, timeout));
            } catch (UnknownTopicOrPartitionException e) {
                log.atTrace().addKeyValue("topic", name).log("The topic is not there");
            }
        });
        return found;
    }

    private List<TopicDifference> differences(TopicCatalogue catalogue) {
        Collection<ConfigResource> resources = catalogue.specs().stream()
                .map(spec -> new ConfigResource(ConfigResource.Type.TOPIC, spec.name()))
                .toList();
        Map<String, Config> configs =
                KafkaAnswers.await(admin.describeConfigs(resources).all(), timeout).entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
        List<TopicDifference> differences = new ArrayList<>();
        for (TopicSpec spec : catalogue.specs()) {
            Config config = configs.get(spec.name());
            if (config != null) {
                compare(spec, config, differences);
            }
        }
        return differences;
    }

    private static void compare(TopicSpec spec, Config config, List<TopicDifference> differences) {
        new TreeMap<>(spec.configs()).forEach((setting, expected) -> {
            String found = value(config, setting);
            if (COMPARED.contains(setting) && !sameList(expected, found)) {
                differences.add(new TopicDifference(spec.name(), setting, expected, found));
            }
        });
    }

    private static String value(Config config, String setting) {
        var entry = config.get(setting);
        return entry == null || entry.value() == null ? "" : entry.value();
    }

    /** The order of cleanup policies does not matter. */
    private static boolean sameList(String one, String other) {
        return Set.of(one.split(",")).equals(Set.of(other.split(",")));
    }
}
