package io.instancebus.embedded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions that are open in a partition and unknown to their coordinator, which lost its own record of them with a
 * full disk or a cut-off log. Nobody would ever end them: readers of committed records stop before them, and a group
 * whose offsets are in one cannot start. What kafka-transactions.sh calls find-hanging, but without a least age, since
 * a coordinator that has read its log knows every transaction before its first record is written.
 */
final class HangingTransactions {
    private static final Logger log = LoggerFactory.getLogger(HangingTransactions.class);
    private static final int PATIENCE_SECONDS = 60;

    /** An open transaction of one producer in one partition. */
    private record Open(TopicPartition partition, long producerId, int producerEpoch, int coordinatorEpoch, long from) {
        static Open of(TopicPartition partition, ProducerState state) {
            return new Open(
                    partition,
                    state.producerId(),
                    state.producerEpoch(),
                    state.coordinatorEpoch().orElse(-1),
                    state.currentTransactionStartOffset().orElseThrow());
        }

        AbortTransactionSpec abortion() {
            // A partition that never saw a marker of this producer knows no epoch of its coordinator.
            return new AbortTransactionSpec(
                    partition, producerId, (short) producerEpoch, Math.max(coordinatorEpoch, 0));
        }
    }

    private final Admin admin;

    HangingTransactions(Admin admin) {
        this.admin = admin;
    }

    /** Ends them as aborted, and returns how many there were. A transaction that its coordinator knows is left alone. */
    int abort() throws InterruptedException, ExecutionException, TimeoutException {
        var topics =
                get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
        if (!topics.contains(Topic.TRANSACTION_STATE_TOPIC_NAME)) {
            return 0;
        }
        var candidates = open(partitions(topics));
        if (candidates.isEmpty()) {
            return 0;
        }
        awaitCoordinators();
        candidates.removeAll(known(candidates));
        // Those that ended between the two looks were on their way, not hanging.
        var still = open(candidates.stream().map(Open::partition).collect(Collectors.toSet()));
        candidates.retainAll(still);
        for (var hanging : candidates) {
            get(admin.abortTransaction(hanging.abortion()).all());
            log.atWarn()
                    .addKeyValue("partition", hanging.partition())
                    .addKeyValue("producerId", hanging.producerId())
                    .addKeyValue("fromOffset", hanging.from())
                    .log("aborted a transaction that its coordinator no longer knows");
        }
        return candidates.size();
    }

    private Set<TopicPartition> partitions(Collection<String> topics)
            throws InterruptedException, ExecutionException, TimeoutException {
        return get(admin.describeTopics(topics).allTopicNames()).values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .collect(Collectors.toSet());
    }

    private List<Open> open(Set<TopicPartition> partitions)
            throws InterruptedException, ExecutionException, TimeoutException {
        var open = new ArrayList<Open>();
        get(admin.describeProducers(partitions).all())
                .forEach((partition, producers) -> producers.activeProducers().stream()
                        .filter(state -> state.currentTransactionStartOffset().isPresent())
                        .map(state -> Open.of(partition, state))
                        .forEach(open::add));
        return open;
    }

    /** A coordinator lists what it has read so far, so one that still reads must be waited for: a question does that. */
    private void awaitCoordinators() throws InterruptedException, ExecutionException, TimeoutException {
        int partitions = partitions(Set.of(Topic.TRANSACTION_STATE_TOPIC_NAME)).size();
        var idOfEach = new HashMap<Integer, String>();
        IntStream.iterate(0, number -> idOfEach.size() < partitions, number -> number + 1)
                .mapToObj(number -> "instance-bus-coordinator-loaded-" + number)
                .forEach(id -> idOfEach.putIfAbsent(Utils.abs(id.hashCode()) % partitions, id));
        describe(idOfEach.values());
    }

    private List<Open> known(List<Open> candidates) throws InterruptedException, ExecutionException, TimeoutException {
        var producers = candidates.stream().map(Open::producerId).collect(Collectors.toSet());
        var ids = get(admin.listTransactions(new ListTransactionsOptions().filterProducerIds(producers))
                        .all())
                .stream()
                .map(TransactionListing::transactionalId)
                .toList();
        var transactions = describe(ids).values();
        return candidates.stream()
                .filter(open -> transactions.stream()
                        .anyMatch(transaction -> transaction.producerId() == open.producerId()
                                && transaction.topicPartitions().contains(open.partition())))
                .toList();
    }

    private Map<String, TransactionDescription> describe(Collection<String> ids)
            throws InterruptedException, ExecutionException, TimeoutException {
        DescribeTransactionsResult answers = admin.describeTransactions(ids);
        var found = new HashMap<String, TransactionDescription>();
        for (String id : ids) {
            try {
                found.put(id, get(answers.description(id)));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TransactionalIdNotFoundException)) {
                    throw e;
                }
            }
        }
        return found;
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
