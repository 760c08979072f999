package io.instancebus.benchmarks.where;

import io.instancebus.provider.CreatedInstance;
import io.instancebus.provider.ProviderFactory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the answers of a provider's creates show nothing of the machine, as most clouds' do: it has to be observed. */
public final class WithoutSightings implements Around {
    private WithoutSightings() {}

    /** The same adapter, whose answers show nothing. */
    public static ProviderFactory of(ProviderFactory factory) {
        return new WithoutSightings().factory(factory);
    }

    @Override
    public @Nullable Object call(String method, @Nullable Object[] arguments, Call call) throws Throwable {
        Object answer = call.proceed();
        return answer instanceof CreatedInstance created
                ? new CreatedInstance(created.nativeId(), created.adminPassword(), Optional.empty())
                : answer;
    }
}
