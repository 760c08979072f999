package io.instancebus.schemas.topic;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;

/**
 * The names of the topics.
 *
 * @param prefix the text before each name, which usually ends with a dot; empty for none; at most 100 of the characters
 *     that Kafka allows in a topic's name
 */
public record Topics(String prefix) {
    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._-]{0,100}");

    public Topics {
        requireLegal("topic prefix", prefix);
    }

    public static Topics withoutPrefix() {
        return new Topics("");
    }

    /**
     * The partition that a key's records must be in, because each instance and each account has one reader. It is the
     * one that Kafka's Java client chooses (murmur2). Other clients choose another unless told (librdkafka:
     * {@code partitioner=murmur2_random}).
     *
     * @param partitions the number of partitions of the topic; at least 1
     */
    public static int partitionOf(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /** The partition for a text key, which is UTF-8 on the bus. */
    public static int partitionOf(String key, int partitions) {
        return partitionOf(key.getBytes(StandardCharsets.UTF_8), partitions);
    }

    public String commands() {
        return prefix + "instances.commands";
    }

    public String events() {
        return prefix + "instances.events";
    }

    public String state() {
        return prefix + "instances.state";
    }

    /** @param providerType the label of the provider type, such as {@code ec2} */
    public String tasks(String providerType) {
        if (providerType.isEmpty()) {
            throw new IllegalArgumentException("provider type is empty");
        }
        requireLegal("provider type", providerType);
        return prefix + "instances.tasks." + providerType;
    }

    public String runs() {
        return prefix + "instances.runs";
    }

    public String observations() {
        return prefix + "instances.observations";
    }

    public String reports() {
        return prefix + "instances.reports";
    }

    public String accountEvents() {
        return prefix + "accounts.events";
    }

    public String deadLetters() {
        return prefix + "instances.dead-letters";
    }

    /**
     * Whether only the services of the bus write to this topic, and no publisher. This includes changelogs with the
     * default application id.
     */
    public boolean isWrittenByServices(String topic) {
        return !topic.equals(commands())
                && (topic.startsWith(prefix + "instances.")
                        || topic.equals(accountEvents())
                        || topic.startsWith(prefix + "instance-bus-command-service-"));
    }

    private static void requireLegal(String what, String text) {
        if (!LEGAL.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    what + " must be at most 100 letters, digits, dots, underscores and hyphens: " + text);
        }
    }
}
