package io.instancebus.benchmarks.where;

import io.instancebus.provider.ProviderFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Makes a provider's creates take as long as a cloud's do: 200 ms each, and one of a hundred 2 s. */
public final class SlowCreates implements Around {
    private static final Duration USUAL = Duration.ofMillis(200);
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final int SLOW_EACH = 100;

    private final AtomicLong calls = new AtomicLong();

    private SlowCreates() {}

    /** The same adapter, with slow creates. */
    public static ProviderFactory of(ProviderFactory factory) {
        return new SlowCreates().factory(factory);
    }

    public static double meanSeconds() {
        return (USUAL.toMillis() * (SLOW_EACH - 1) + SLOW.toMillis()) / 1_000.0 / SLOW_EACH;
    }

    @Override
    public @Nullable Object call(String method, @Nullable Object[] arguments, Call call) throws Throwable {
        if (method.equals("create")) {
            Thread.sleep(calls.incrementAndGet() % SLOW_EACH == 0 ? SLOW : USUAL);
        }
        return call.proceed();
    }
}
