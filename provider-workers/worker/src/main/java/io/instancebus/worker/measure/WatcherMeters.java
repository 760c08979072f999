package io.instancebus.worker.measure;

import io.instancebus.worker.watcher.AccountMeters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The meters of a watched account; NaN while this process does not watch it, or has not observed it yet. */
final class WatcherMeters implements AccountMeters {
    private final Timer passes;
    private volatile double stale = Double.NaN;

    WatcherMeters(String account, MeterRegistry registry) {
        this.passes = Timer.builder("instancebus.watch.passes")
                .description("Passes over all instances of an account")
                .tag("account", account)
                .register(registry);
        Gauge.builder("instancebus.account.stale", () -> stale)
                .description("1 while the account's provider does not answer, 0 while it does")
                .tag("account", account)
                .strongReference(true)
                .register(registry);
    }

    @Override
    public void passed(Duration took) {
        passes.record(took);
    }

    @Override
    public void stale(boolean isStale) {
        stale = isStale ? 1 : 0;
    }

    @Override
    public void ended() {
        stale = Double.NaN;
    }
}
