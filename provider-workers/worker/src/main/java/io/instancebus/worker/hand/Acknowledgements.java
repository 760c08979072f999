package io.instancebus.worker.hand;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Passes acknowledgements from the threads that handle records to the one that may send them. */
final class Acknowledgements {
    record Acknowledgement(ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {}

    private final BlockingQueue<Acknowledgement> queue = new LinkedBlockingQueue<>();

    void add(ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
        queue.add(new Acknowledgement(record, type));
    }

    /** All acknowledgements so far; waits at most this long for the first. */
    List<Acknowledgement> await(long millis) throws InterruptedException {
        Acknowledgement first = queue.poll(millis, TimeUnit.MILLISECONDS);
        if (first == null) {
            return List.of();
        }
        List<Acknowledgement> all = new ArrayList<>();
        all.add(first);
        queue.drainTo(all);
        return all;
    }
}
