package io.instancebus.worker.ssh;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The endpoints of a target, in the order in which they are tried (RFC 8305, section 4). */
final class Endpoints {
    /** The maximum number of endpoints that are tried. */
    static final int MOST = 12;

    /** The time limit for looking up a name's addresses. */
    private static final Duration LOOKUP = Duration.ofSeconds(5);

    /** Looks a name up. */
    interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final Lookup lookup;

    Endpoints(Lookup lookup) {
        this.lookup = lookup;
    }

    /** All addresses of all names, with the address families alternating. Names without a timely answer are omitted. */
    List<Endpoint> of(List<TargetAddress> targets, int port) throws InterruptedException {
        List<CompletableFuture<InetAddress[]>> lookups =
                targets.stream().map(target -> lookedUp(target.host())).toList();
        long deadline = System.nanoTime() + LOOKUP.toNanos();
        SequencedSet<Endpoint> found = new LinkedHashSet<>();
        for (int i = 0; i < targets.size(); i++) {
            for (InetAddress address : await(lookups.get(i), deadline)) {
                found.add(new Endpoint(targets.get(i), new InetSocketAddress(address, port)));
            }
        }
        return byTurns(found);
    }

    private CompletableFuture<InetAddress[]> lookedUp(String host) {
        Optional<InetAddress> literal = literal(host);
        if (literal.isPresent()) {
            return CompletableFuture.completedFuture(new InetAddress[] {literal.get()});
        }
        CompletableFuture<InetAddress[]> result = new CompletableFuture<>();
        Thread.ofVirtual().name("ssh-lookup").start(() -> {
            try {
                result.complete(lookup.addresses(host));
            } catch (UnknownHostException | RuntimeException unknown) {
                result.completeExceptionally(unknown);
            }
        });
        return result;
    }

    /** A literal address needs no look-up, which could be late on a busy machine. */
    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException name) {
            return Optional.empty();
        }
    }

    private static InetAddress[] await(CompletableFuture<InetAddress[]> lookup, long deadline)
            throws InterruptedException {
        try {
            return lookup.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException unknown) {
            return new InetAddress[0];
        }
    }

    private static List<Endpoint> byTurns(SequencedSet<Endpoint> found) {
        Deque<Endpoint> same = new ArrayDeque<>();
        Deque<Endpoint> other = new ArrayDeque<>();
        List<Endpoint> ordered = new ArrayList<>();
        for (Endpoint each : found) {
            (each.isIpv6() == found.getFirst().isIpv6() ? same : other).add(each);
        }
        while (ordered.size() < Math.min(MOST, found.size())) {
            boolean turn = ordered.size() % 2 == 0;
            Deque<Endpoint> next = (turn && !same.isEmpty()) || other.isEmpty() ? same : other;
            ordered.add(next.removeFirst());
        }
        return ordered;
    }
}
