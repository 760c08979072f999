package io.instancebus.worker;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.domain.ProviderType;
import io.instancebus.schemas.BusConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A worker in a process of its own that prints when it calls a provider, gets no answer, and is killed. */
final class DoomedWorker {
    private DoomedWorker() {}

    public static void main(String[] arguments) {
        BusConnection bus = new BusConnection(arguments[0], arguments[1], arguments[2], 4, 1, Map.of());
        ScriptedProvider provider = new ScriptedProvider();
        CountDownLatch never = new CountDownLatch(1);
        provider.onMutation = () -> {
            System.out.println("called " + provider.calls.getLast());
            never.await();
        };
        ProviderWorkersConfig config = new ProviderWorkersConfig(
                bus,
                "doomed",
                AccountsSource.of(List.of(AccountConfig.of("main", ProviderType.SANDBOX, Map.of()))),
                null,
                null,
                null);
        ProviderWorkers.start(config, ScriptedFactory.sandbox(account -> provider));
    }
}
