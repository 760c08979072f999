package io.instancebus.schemas;

import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How a service reaches the bus: the common part of every service's configuration.
 *
 * @param bootstrapServers Kafka's bootstrap servers, as host:port,host:port
 * @param registryUrl the URL of the schema registry; several, separated by commas, are tried in turn
 * @param topicPrefix the prefix of every topic's name; empty by default
 * @param partitions the number of partitions of every topic whose keys must keep their partition; fixed for the life of
 *     the topics; 48 by default
 * @param replicationFactor the replication factor of the topics; 1 to 32,767; 3 by default
 * @param properties further settings of the Kafka clients and of the serdes (security, schema.registry.ssl.* …), passed
 *     on unchanged; they may hold secrets, so toString omits them
 */
public record BusConnection(
        String bootstrapServers,
        String registryUrl,
        @Nullable String topicPrefix,
        @Nullable Integer partitions,
        @Nullable Integer replicationFactor,
        @Nullable Map<String, String> properties) {

    public BusConnection {
        topicPrefix = topicPrefix == null ? "" : topicPrefix;
        partitions = partitions == null ? 48 : partitions;
        replicationFactor = replicationFactor == null ? 3 : replicationFactor;
        properties = properties == null ? Map.of() : Map.copyOf(properties);
        if (partitions < 1 || replicationFactor < 1 || replicationFactor > Short.MAX_VALUE) {
            throw new IllegalArgumentException("partitions and replicationFactor must be at least 1");
        }
    }

    /** A connection to a single broker on this machine. */
    public static BusConnection local(String bootstrapServers, String registryUrl, int partitions) {
        return new BusConnection(bootstrapServers, registryUrl, "", partitions, 1, Map.of());
    }

    /** The common settings of all Kafka clients and serdes of this connection. */
    public Properties clientProperties() {
        Properties all = new Properties();
        all.putAll(java.util.Objects.requireNonNull(properties));
        all.put("bootstrap.servers", bootstrapServers);
        all.put("schema.registry.url", registryUrl);
        return all;
    }

    @Override
    public String toString() {
        return "BusConnection[" + bootstrapServers + ", " + registryUrl + ", prefix \"" + topicPrefix + "\"]";
    }
}
