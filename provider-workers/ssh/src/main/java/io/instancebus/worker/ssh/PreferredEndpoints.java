package io.instancebus.worker.ssh;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The endpoints at which targets answered last, which are only tried first the next time. A target whose addresses
 * change, or change their order, counts as a new one.
 */
final class PreferredEndpoints {
    private static final int MOST = 4096;

    private record Target(List<TargetAddress> addresses, int port, String hostKey) {}

    private final Map<Target, InetSocketAddress> answered = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Target, InetSocketAddress> eldest) {
            return size() > MOST;
        }
    };

    synchronized List<Endpoint> first(RunRequest request, List<Endpoint> endpoints) {
        InetSocketAddress last = request.expectedHostKey()
                .map(hostKey -> answered.get(new Target(request.addresses(), request.port(), hostKey)))
                .orElse(null);
        List<Endpoint> ordered = new ArrayList<>(endpoints);
        ordered.sort(
                (a, b) -> Boolean.compare(b.socket().equals(last), a.socket().equals(last)));
        return ordered;
    }

    synchronized void remember(RunRequest request, String hostKey, Endpoint endpoint) {
        answered.put(new Target(request.addresses(), request.port(), hostKey), endpoint.socket());
    }
}
