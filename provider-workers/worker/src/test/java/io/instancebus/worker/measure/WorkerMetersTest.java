package io.instancebus.worker.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.domain.CommandId;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report;
import io.instancebus.domain.Task;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.time.SteadyTime;
import io.instancebus.worker.ScriptedProvider;
import io.instancebus.worker.hand.Delivery;
import io.instancebus.worker.hand.TaskHandler;
import io.instancebus.worker.report.NotReported;
import io.instancebus.worker.report.Reporter;
import io.instancebus.worker.report.TracedReport;
import io.instancebus.worker.watcher.AccountMeters;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkerMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final WorkerMeters meters = new WorkerMeters(registry);
    private final ScriptedProvider scripted = new ScriptedProvider();
    private final Provider provider = meters.calls("main", scripted.guarded());

    private record Given(Task task) implements Delivery {
        @Override
        public @Nullable TraceParent trace() {
            return null;
        }

        @Override
        public int deliveryCount() {
            return 1;
        }

        @Override
        public SteadyTime receivedAt() {
            return SteadyTime.MIN;
        }

        @Override
        public SteadyTime heldUntil() {
            return SteadyTime.MIN;
        }

        @Override
        public void accept() {}

        @Override
        public void release() {}
    }

    private static Given task(Task.Body body) {
        return new Given(new Task(
                "t-1",
                1,
                new InstanceId("i-1"),
                new CommandId("c-1"),
                "main",
                ProviderType.SANDBOX,
                "key",
                Instant.EPOCH,
                Instant.EPOCH,
                body));
    }

    private long calls(String operation, String category) {
        Timer timer = registry.find("instancebus.provider.calls")
                .tags("account", "main", "operation", operation, "category", category)
                .timer();
        return timer == null ? 0 : timer.count();
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    @Test
    void callsAreCountedByAccountOperationAndWhatCameOfThem() throws ProviderFailure {
        provider.start("a");
        provider.start("b");
        scripted.onMutation = () -> {
            throw ProviderFailure.of(FailureCategory.CAPACITY, null, "none left");
        };
        assertThatThrownBy(() -> provider.start("c")).isInstanceOf(ProviderFailure.class);
        scripted.onMutation = () -> {
            throw ProviderFailure.outcomeUnknown("lost", null);
        };
        assertThatThrownBy(() -> provider.stop("c", true)).isInstanceOf(ProviderFailure.class);
        scripted.onMutation = () -> {
            throw new IllegalStateException("a bug");
        };
        assertThatThrownBy(() -> provider.stop("c", true)).isInstanceOf(ProviderFailure.class);
        assertThat(provider.findByRequestKey("k")).isEmpty();

        assertThat(calls("start", "OK")).isEqualTo(2);
        assertThat(calls("start", "CAPACITY")).isEqualTo(1);
        assertThat(calls("stop", "OUTCOME_UNKNOWN")).isEqualTo(1);
        assertThat(calls("stop", "BUG")).isEqualTo(1);
        assertThat(calls("findByRequestKey", "OK")).isEqualTo(1);
    }

    /** A default method of the port that is not delegated would hide the adapter's own one. */
    @Test
    void everyMethodOfThePortIsHandedOn() {
        assertThat(Arrays.stream(Provider.class.getDeclaredMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic()))
                .allSatisfy(method ->
                        assertThat(handsOn(method)).as(method.getName()).isTrue());
    }

    private static boolean handsOn(Method method) {
        try {
            Method own = MeasuredProvider.class.getDeclaredMethod(method.getName(), method.getParameterTypes());
            return !own.isSynthetic();
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    @Test
    void whatARecordSaysIsNoLabel() {
        for (int i = 0; i < 100; i++) {
            String id = "native-" + i;
            scripted.onMutation = () -> {
                throw ProviderFailure.of(FailureCategory.INVALID, "Code" + id, "no " + id);
            };
            assertThatThrownBy(() -> provider.destroy(id, "key-" + id)).isInstanceOf(ProviderFailure.class);
        }
        assertThat(registry.find("instancebus.provider.calls").timers()).hasSize(1);
    }

    @Test
    void tasksAreHeldWhileTheyAreUnderWayAndThenCountedByType() {
        double[] during = {0};
        TaskHandler handler =
                meters.tasks("sandbox", delivery -> during[0] = gauge("instancebus.tasks.held", "queue", "sandbox"));

        handler.handle(task(new Task.DestroyStray("n", null)));
        assertThatThrownBy(() -> meters.tasks("sandbox", delivery -> {
                            throw new IllegalStateException("a bug");
                        })
                        .handle(task(new Task.DestroyStray("n", null))))
                .isInstanceOf(IllegalStateException.class);

        assertThat(during[0]).isEqualTo(1);
        assertThat(gauge("instancebus.tasks.held", "queue", "sandbox")).isZero();
        assertThat(registry.get("instancebus.tasks")
                        .tags("queue", "sandbox", "type", "DESTROY_STRAY")
                        .timer()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void reportsAreCountedOnceTheBusHasThem() throws NotReported {
        TracedReport report = new TracedReport(new Report.Accepted(new InstanceId("i-1"), "t-1", 1, "native"), null);
        Reporter taken = meters.reports("sandbox", (account, reports, until) -> {});
        Reporter refused = meters.reports("sandbox", (account, reports, until) -> {
            throw new NotReported("the time is over", null);
        });

        taken.report("main", report, SteadyTime.MIN);
        taken.reportAll("main", List.of(report, report), SteadyTime.MIN);
        assertThatThrownBy(() -> refused.report("main", report, SteadyTime.MIN)).isInstanceOf(NotReported.class);

        assertThat(reports("ACCEPTED")).isEqualTo(3);
        assertThat(reports("NOT_REPORTED")).isEqualTo(1);
    }

    private double reports(String outcome) {
        return registry.get("instancebus.task.reports")
                .tags("queue", "sandbox", "outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void anAccountIsStaleOrNotOnlyWhileItIsWatchedHere() {
        AccountMeters account = meters.account("main");
        assertThat(gauge("instancebus.account.stale", "account", "main")).isNaN();
        account.stale(true);
        assertThat(gauge("instancebus.account.stale", "account", "main")).isEqualTo(1);
        account.passed(Duration.ofMillis(5));
        account.stale(false);
        assertThat(gauge("instancebus.account.stale", "account", "main")).isZero();
        assertThat(registry.get("instancebus.watch.passes").timer().count()).isEqualTo(1);
        account.ended();
        assertThat(gauge("instancebus.account.stale", "account", "main")).isNaN();
        assertThat(meters.account("main")).isSameAs(account);
    }
}
