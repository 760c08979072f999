package io.instancebus.worker.watcher;

import io.instancebus.provider.ProviderFailure;
import io.instancebus.time.SteadyTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Requests that failed while others were answered, by the native id or request key that each was about: each is asked
 * again after a time of its own. One thread's.
 */
final class RequestFailures {
    /** One that is not asked again for so long is over, as far as anybody cares. */
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

    /** How the last request failed, while it is too early for another. */
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
