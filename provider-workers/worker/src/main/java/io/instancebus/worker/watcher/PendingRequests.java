package io.instancebus.worker.watcher;

import io.instancebus.domain.InstanceId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The open observation requests: the last one of each instance, whatever its number, because a forged request with a
 * high number would otherwise keep out later ones. Thread-safe.
 */
final class PendingRequests {
    private final Map<InstanceId, PendingRequest> byInstance = new LinkedHashMap<>();
    private boolean arrived;

    synchronized void add(PendingRequest request) {
        PendingRequest before = byInstance.put(request.instanceId(), request);
        if (before != null) {
            before.answered().run();
        }
        arrived = true;
        notifyAll();
    }

    /** Adds unanswered requests again, unless a later one has arrived. */
    synchronized void putBack(Collection<PendingRequest> requests) {
        for (PendingRequest request : requests) {
            if (byInstance.putIfAbsent(request.instanceId(), request) != null) {
                request.answered().run();
            }
        }
    }

    synchronized List<PendingRequest> takeAll() {
        List<PendingRequest> all = List.copyOf(byInstance.values());
        byInstance.clear();
        return all;
    }

    synchronized boolean isEmpty() {
        return byInstance.isEmpty();
    }

    /** Wakes the waiting thread without a request. */
    synchronized void wake() {
        arrived = true;
        notifyAll();
    }

    /** Returns when a request was added or {@link #wake} was called since the last call, or after this time. */
    synchronized boolean awaitArrival(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (!arrived) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        arrived = false;
        return true;
    }
}
