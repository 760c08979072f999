package io.instancebus.benchmarks.where;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The broker's files, read when all is over: only they say when a transaction was committed, by the time of its marker,
 * and reading them then takes nothing from what is measured.
 */
final class CommittedLog {
    /**
     * A record about one of the instances that are followed.
     *
     * @param written its timestamp: of the append, or of the decision where the topic keeps the writer's
     * @param committed of the marker; the same as written outside of a transaction
     * @param type what its header says that it is; as the two below, empty without one
     * @param cause what the event is due to
     */
    record Entry(
            TopicPartition partition,
            long offset,
            String instance,
            double written,
            double committed,
            String type,
            String id,
            String cause,
            byte @Nullable [] value) {}

    private final Set<String> instances;
    private final double from;
    private final double to;
    private final Map<String, Map<String, List<Entry>>> entries = new HashMap<>();
    private final Map<String, Long> records = new TreeMap<>();
    private long bytes;
    private long transactional;
    private long markers;

    private CommittedLog(Set<String> instances, double from, double to) {
        this.instances = instances;
        this.from = from;
        this.to = to;
    }

    /**
     * Reads the topics whose names begin so.
     *
     * @param instances whose records are kept
     * @param from between when records are counted, in milliseconds
     */
    static CommittedLog read(Path folder, String prefix, Set<String> instances, double from, double to)
            throws IOException {
        CommittedLog log = new CommittedLog(instances, from, to);
        try (Stream<Path> partitions = Files.list(folder)) {
            for (Path partition : partitions
                    .filter(each -> each.getFileName().toString().startsWith(prefix))
                    .toList()) {
                log.read(partition);
            }
        }
        return log;
    }

    private void read(Path folder) throws IOException {
        String name = folder.getFileName().toString();
        int dash = name.lastIndexOf('-');
        TopicPartition partition =
                new TopicPartition(name.substring(0, dash), Integer.parseInt(name.substring(dash + 1)));
        Map<Long, List<Entry>> open = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path segment : files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                try (FileRecords batches = FileRecords.open(segment.toFile(), false)) {
                    batches.batches().forEach(batch -> take(partition, batch, open));
                }
            }
        }
    }

    private void take(TopicPartition partition, RecordBatch batch, Map<Long, List<Entry>> open) {
        boolean counts = batch.maxTimestamp() >= from && batch.maxTimestamp() <= to;
        if (batch.isControlBatch()) {
            markers += counts ? 1 : 0;
            List<Entry> committed = open.remove(batch.producerId());
            if (committed != null) {
                committed.forEach(entry -> keep(committed(entry, batch.maxTimestamp())));
            }
            return;
        }
        if (counts) {
            bytes += batch.sizeInBytes();
        }
        for (Record record : batch) {
            if (counts) {
                records.merge(partition.topic(), 1L, Long::sum);
            }
            transactional += counts && batch.isTransactional() ? 1 : 0;
            Entry entry = entry(partition, record);
            if (entry != null && batch.isTransactional()) {
                open.computeIfAbsent(batch.producerId(), unused -> new ArrayList<>())
                        .add(entry);
            } else if (entry != null) {
                keep(entry);
            }
        }
    }

    private @Nullable Entry entry(TopicPartition partition, Record record) {
        String key = record.hasKey() ? text(record.key()) : "";
        String subject = header(record, "ce_subject");
        // An observation has its account as key, a report no headers.
        String instance = subject.isEmpty() ? key : subject;
        return instances.contains(instance)
                ? new Entry(
                        partition,
                        record.offset(),
                        instance,
                        record.timestamp(),
                        record.timestamp(),
                        header(record, "ce_type"),
                        header(record, "ce_id"),
                        header(record, "ce_causationid"),
                        record.hasValue() ? Utils.toArray(record.value()) : null)
                : null;
    }

    private static Entry committed(Entry entry, double at) {
        return new Entry(
                entry.partition(),
                entry.offset(),
                entry.instance(),
                entry.written(),
                at,
                entry.type(),
                entry.id(),
                entry.cause(),
                entry.value());
    }

    private void keep(Entry entry) {
        entries.computeIfAbsent(entry.partition().topic(), unused -> new HashMap<>())
                .computeIfAbsent(entry.instance(), unused -> new ArrayList<>())
                .add(entry);
    }

    private static String header(Record record, String name) {
        return Stream.of(record.headers())
                .filter(header -> header.key().equals(name))
                .findFirst()
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .orElse("");
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    /** The instance's records of a topic as they were written; those of transactions that ended. */
    List<Entry> of(String topic, String instance) {
        return entries.getOrDefault(topic, Map.of()).getOrDefault(instance, List.of());
    }

    /** How many records there are, of transactions or not, by topic. */
    Map<String, Long> records() {
        return records;
    }

    long bytes() {
        return bytes;
    }

    long transactional() {
        return transactional;
    }

    /** One for each partition of each transaction. */
    long markers() {
        return markers;
    }
}
