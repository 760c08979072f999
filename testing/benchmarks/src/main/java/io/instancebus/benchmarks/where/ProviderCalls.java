package io.instancebus.benchmarks.where;

import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.CreatedInstance;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** When a provider was asked and answered. */
final class ProviderCalls implements Around {
    record Create(double begun, double answered, String nativeId) {}

    record Observation(double begun, double done, Set<?> nativeIds) {}

    /** By instance id; the first of each. */
    private final Map<String, Create> creates = new ConcurrentHashMap<>();

    private final Queue<Observation> observations = new ConcurrentLinkedQueue<>();

    @Override
    public @Nullable Object call(String method, @Nullable Object[] arguments, Call call) throws Throwable {
        double begun = Now.millis();
        Object answer = call.proceed();
        if (method.equals("create")
                && arguments[0] instanceof CreateRequest request
                && answer instanceof CreatedInstance created) {
            creates.putIfAbsent(request.instanceId().value(), new Create(begun, Now.millis(), created.nativeId()));
        } else if (method.equals("describe") && arguments[0] instanceof Collection<?> ids) {
            observations.add(new Observation(begun, Now.millis(), Set.copyOf(ids)));
        }
        return answer;
    }

    @Nullable
    Create create(String instanceId) {
        return creates.get(instanceId);
    }

    /** The last observation of the machine that was over at this time; null if there is none. */
    @Nullable
    Observation lastObservation(String nativeId, double doneBy) {
        return observations.stream()
                .filter(each -> each.done() <= doneBy && each.nativeIds().contains(nativeId))
                .max(java.util.Comparator.comparingDouble(Observation::done))
                .orElse(null);
    }
}
