package io.instancebus.schemas.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/**
 * The settings of the share groups that read task topics. Kafka stores them with the group, not with the consumer, and
 * its defaults are wrong for tasks: latest, read_uncommitted.
 */
public final class ShareGroups {
    /** How long a worker may hold a task before the broker gives it to another worker. */
    public static final Duration LOCK = Duration.ofSeconds(30);

    /** Settings by Kafka's names. */
    public static final Map<String, String> SETTINGS = Map.of(
            "share.auto.offset.reset", "earliest",
            "share.isolation.level", "read_committed",
            "share.record.lock.duration.ms", Long.toString(LOCK.toMillis()));

    private final Admin admin;
    private final Duration timeout;

    /** @param admin the Admin client, which the caller closes */
    public ShareGroups(Admin admin, Duration timeout) {
        this.admin = admin;
        this.timeout = timeout;
    }

    /** Sets the settings. A group need not exist yet; call this before the first task is written. */
    public void configure(Collection<String> groupIds) {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (String groupId : groupIds) {
            changes.put(
                    new ConfigResource(ConfigResource.Type.GROUP, groupId),
                    SETTINGS.entrySet().stream()
                            .map(setting -> new AlterConfigOp(
                                    new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                            .toList());
        }
        KafkaAnswers.await(admin.incrementalAlterConfigs(changes).all(), timeout);
    }

    /**
     * Checks the settings. Workers call this before they take the first task.
     *
     * @throws TopicMismatch if a group has other settings
     */
    public void verify(Collection<String> groupIds) {
        List<ConfigResource> resources = groupIds.stream()
                .map(groupId -> new ConfigResource(ConfigResource.Type.GROUP, groupId))
                .toList();
        List<String> problems = new ArrayList<>();
        KafkaAnswers.await(admin.describeConfigs(resources).all(), timeout)
                .forEach((group, config) -> compare(group.name(), config, problems));
        if (!problems.isEmpty()) {
            throw new TopicMismatch(problems);
        }
    }

    private static void compare(String groupId, Config config, List<String> problems) {
        new TreeMap<>(SETTINGS).forEach((setting, expected) -> {
            ConfigEntry entry = config.get(setting);
            String found = entry == null ? null : entry.value();
            if (!expected.equals(found)) {
                problems.add("share group " + groupId + " has " + setting + "=" + found + ", must be " + expected);
            }
        });
    }
}
