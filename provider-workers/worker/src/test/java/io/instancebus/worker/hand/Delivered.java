package io.instancebus.worker.hand;

import io.instancebus.domain.Command.CreateInstance;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.ProtectedText;
import io.instancebus.domain.Report;
import io.instancebus.domain.Task;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.Provider;
import io.instancebus.time.Clocks;
import io.instancebus.worker.Recorded;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Handles a create's task as a hand does, for tests of adapters. */
public final class Delivered {
    private static final String ACCOUNT = "main";
    /** As in a worker, a late answer is awaited after the task was acknowledged. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Provider provider;
    private final CreateRequest request;
    private final Duration timeout;

    /** @param timeout the account's time-out */
    public Delivered(Provider provider, CreateRequest request, Duration timeout) {
        this.provider = provider;
        this.request = request;
        this.timeout = timeout;
    }

    /** The final report of this delivery of this attempt; both count from 1. */
    public Report deliver(int attempt, int deliveryCount) {
        return deliver(task(attempt, null), deliveryCount);
    }

    /** The final report of an attempt after one of unknown outcome, when an observation has found this instance. */
    public Report deliverFound(int attempt, String nativeId) {
        return deliver(task(attempt, nativeId), 1);
    }

    private Report deliver(Task task, int deliveryCount) {
        Recorded recorded = new Recorded();
        Clocks clocks = Clocks.system();
        HandAccount account = new HandAccount(
                ACCOUNT,
                provider,
                new RateLimiter(16, Optional.empty(), clocks.steady()),
                new InstanceLimit(Optional.empty(), Optional::empty, clocks.steady()),
                timeout);
        Submits submits = new Submits(
                Map.of(ACCOUNT, account),
                (opened, create, text) -> userData(),
                (created, replyKey, password) -> Optional.empty(),
                recorded,
                PATIENCE,
                clocks);
        submits.handle(new FakeDelivery(task, deliveryCount, clocks.steady().now(), recorded));
        return recorded.reports.getLast();
    }

    private byte[] userData() {
        byte[] userData = request.userData();
        return userData == null ? new byte[0] : userData;
    }

    private Task task(int attempt, @Nullable String nativeId) {
        Instant now = Instant.now();
        return new Task(
                "c-1/" + request.instanceId(),
                attempt,
                request.instanceId(),
                new CommandId("c-1"),
                ACCOUNT,
                provider.type(),
                request.requestKey(),
                now,
                now.plusSeconds(120),
                new Task.Create(
                        new CreateInstance(
                                ACCOUNT,
                                request.imageId(),
                                request.realmId(),
                                request.hardwareProfile(),
                                request.name(),
                                request.keyName(),
                                request.firewalls(),
                                text(),
                                request.tags(),
                                null),
                        nativeId));
    }

    /** Opened above, so its content does not matter. */
    private @Nullable ProtectedText text() {
        return request.userData() == null ? null : new ProtectedText.Clear("opened by the test");
    }
}
