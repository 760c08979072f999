package io.instancebus.worker;

import io.instancebus.domain.ProviderType;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.topic.FirstAnswer;
import io.instancebus.schemas.topic.ShareGroups;
import io.instancebus.schemas.topic.TopicCatalogue;
import io.instancebus.schemas.topic.TopicCreator;
import io.instancebus.schemas.topic.TopicMismatch;
import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/** Creates the topics and share groups of provider types before they are needed. Not thread-safe. */
final class BusSetup {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Admin admin;
    private final BusConnection bus;
    private final Groups groups;
    private final Set<ProviderType> prepared = new TreeSet<>();

    BusSetup(Admin admin, BusConnection bus) {
        this.admin = admin;
        this.bus = bus;
        this.groups = new Groups(Objects.requireNonNull(bus.topicPrefix()));
    }

    /** Prepares these types, in addition to earlier ones. */
    void prepare(Set<ProviderType> types) {
        if (!prepared.isEmpty() && prepared.containsAll(types)) {
            return;
        }
        FirstAnswer.await(admin, bus.bootstrapServers(), PATIENCE);
        new TopicCreator(admin, TIMEOUT)
                .create(TopicCatalogue.of(
                        groups.prefix(),
                        Objects.requireNonNull(bus.partitions()),
                        Objects.requireNonNull(bus.replicationFactor()),
                        types.stream().map(ProviderType::label).toList()));
        ShareGroups shareGroups = new ShareGroups(admin, TIMEOUT);
        shareGroups.configure(shareGroups(types));
        awaitSettings(shareGroups, shareGroups(types));
        prepared.addAll(types);
    }

    /** The share groups of a worker with accounts of these types. */
    Set<String> shareGroups(Set<ProviderType> types) {
        Set<String> all = types.stream().map(groups::hands).collect(Collectors.toCollection(HashSet::new));
        all.add(groups.runs());
        return all;
    }

    /** Waits, because the broker's readers see a new setting a little later. */
    private static void awaitSettings(ShareGroups shareGroups, Set<String> names) {
        SteadyTime deadline = SteadyClock.system().now().plus(TIMEOUT);
        while (true) {
            try {
                shareGroups.verify(names);
                return;
            } catch (TopicMismatch e) {
                if (SteadyClock.system().now().isAfter(deadline)) {
                    throw e;
                }
            }
            try {
                Thread.sleep(Duration.ofMillis(100));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while the workers started", e);
            }
        }
    }
}
