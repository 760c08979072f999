package io.instancebus.worker.watcher;

import io.instancebus.provider.ProviderFailure;
import io.instancebus.time.SteadyTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Requests that failed while others were answered, by native id or request key: each is repeated after an interval of
 * its own. Not thread-safe.
 */
final class RequestFailures {
    /** A failure is forgotten if its request is not repeated for this long. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private record RequestFailure(NextAttempt nextAttempt, ProviderFailure problem) {}

    private final Map<String, RequestFailure> byId = new HashMap<>();

    void failed(String id, ProviderFailure problem, SteadyTime now) {
        RequestFailure before = byId.get(id);
        NextAttempt nextAttempt = before == null ? new NextAttempt() : before.nextAttempt();
        nextAttempt.failed(problem, now);
        byId.put(id, new RequestFailure(nextAttempt, problem));
    }

    void over(String id) {
        byId.remove(id);
    }

    boolean concerns(String id) {
        return byId.containsKey(id);
    }

    /** The last failure of the request, while it is too early to repeat it. */
    Optional<ProviderFailure> waiting(String id, SteadyTime now) {
        return Optional.ofNullable(byId.get(id))
                .filter(requestFailure ->
                        now.isBefore(requestFailure.nextAttempt().notBefore()))
                .map(RequestFailure::problem);
    }

    void forgetOld(SteadyTime now) {
        byId.values()
                .removeIf(requestFailure ->
                        now.isAfter(requestFailure.nextAttempt().notBefore().plus(REMEMBERED)));
    }
}
