package io.instancebus.service;

import io.instancebus.schemas.BusConnection;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.jspecify.annotations.Nullable;

/**
 * Registers the metrics of a Kafka client with Micrometer's global registry, and removes them when the client is
 * closed. Kafka creates one instance for each client, and for each Streams application, whose connection is {@link
 * #reportedBy}.
 *
 * <p>A metric has the name of Kafka's group and then Kafka's name: {@code kafka.consumer.coordinator.rebalance.total}.
 * Where Kafka gives a sum and its parts the same name, the parts of a topic or partition get a name of their own:
 * {@code kafka.consumer.fetch.manager.partition.records.lag}.
 */
public final class KafkaMeters implements MetricsReporter {
    /** Metrics without operational value: versions and counts of metrics. */
    private static final Set<String> NOT_SHOWN = Set.of("app-info", "count", "kafka-metrics-count");

    private static final String STORE = "-state-id";

    /**
     * The metrics of all clients. Clients with the same client id have metrics of the same name; the youngest is shown.
     */
    private static final Map<Series, Shown> SHOWN = new ConcurrentHashMap<>();

    private final Set<KafkaMetric> own = ConcurrentHashMap.newKeySet();
    private String group = "";

    /** The connection with this reporter added for its clients, beside JMX and the reporters that it already names. */
    public static BusConnection reportedBy(BusConnection bus) {
        Map<String, String> properties = new HashMap<>(Objects.requireNonNull(bus.properties()));
        properties.merge(
                CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG,
                JmxReporter.class.getName() + "," + KafkaMeters.class.getName(),
                (own, ours) -> own + "," + KafkaMeters.class.getName());
        return new BusConnection(
                bus.bootstrapServers(),
                bus.registryUrl(),
                bus.topicPrefix(),
                bus.partitions(),
                bus.replicationFactor(),
                properties);
    }

    @Override
    public void configure(Map<String, ?> settings) {
        Object id = settings.get(CommonClientConfigs.GROUP_ID_CONFIG);
        group = id == null ? "" : id.toString();
    }

    @Override
    public void init(List<KafkaMetric> metrics) {
        metrics.forEach(this::metricChange);
    }

    @Override
    public void metricChange(KafkaMetric metric) {
        if (!NOT_SHOWN.contains(metric.metricName().group()) && isNumber(metric) && own.add(metric)) {
            SHOWN.compute(series(metric.metricName()), (series, shown) -> {
                Shown now = shown == null ? Shown.of(series, metric.metricName().description()) : shown;
                now.metrics().add(metric);
                return now;
            });
        }
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {
        if (own.remove(metric)) {
            SHOWN.computeIfPresent(series(metric.metricName()), (series, shown) -> {
                shown.metrics().remove(metric);
                return shown.metrics().isEmpty() ? shown.gone() : shown;
            });
        }
    }

    @Override
    public void close() {
        List.copyOf(own).forEach(this::metricRemoval);
    }

    private static boolean isNumber(KafkaMetric metric) {
        try {
            return metric.metricValue() instanceof Number;
        } catch (RuntimeException e) {
            // A metric cannot be read before its client is complete.
            return true;
        }
    }

    private Series series(MetricName metric) {
        List<Tag> tags = new ArrayList<>();
        metric.tags().forEach((key, value) -> tags.add(Tag.of(label(key), value == null ? "" : value)));
        if (metric.group().startsWith("consumer")) {
            // Several consumers of a worker share a client id.
            tags.add(Tag.of("group", group));
        }
        String name = metric.group().replace("-metrics", "") + part(metric) + "-" + metric.name();
        return new Series("kafka." + name.replace('-', '.'), Tags.of(tags));
    }

    private static String label(String key) {
        return (key.endsWith(STORE) ? "store" : key).replace('-', '.');
    }

    private static String part(MetricName metric) {
        if (metric.tags().containsKey("partition")) {
            return "-partition";
        }
        return metric.tags().containsKey("topic") && !metric.group().contains("topic") ? "-topic" : "";
    }

    private record Series(String name, Tags tags) {}

    private record Shown(Meter meter, List<KafkaMetric> metrics) {
        static Shown of(Series series, String description) {
            List<KafkaMetric> metrics = new CopyOnWriteArrayList<>();
            Meter meter = series.name().endsWith(".total")
                    ? FunctionCounter.builder(series.name(), metrics, Shown::value)
                            .tags(series.tags())
                            .description(description)
                            .register(Metrics.globalRegistry)
                    : Gauge.builder(series.name(), metrics, Shown::value)
                            .tags(series.tags())
                            .description(description)
                            .register(Metrics.globalRegistry);
            return new Shown(meter, metrics);
        }

        private static double value(List<KafkaMetric> metrics) {
            List<KafkaMetric> now = List.copyOf(metrics);
            try {
                return !now.isEmpty() && now.getLast().metricValue() instanceof Number number
                        ? number.doubleValue()
                        : Double.NaN;
            } catch (RuntimeException e) {
                // The client of the metric is being closed.
                return Double.NaN;
            }
        }

        @Nullable
        Shown gone() {
            Meter ignored = Metrics.globalRegistry.remove(meter);
            return null;
        }
    }
}
