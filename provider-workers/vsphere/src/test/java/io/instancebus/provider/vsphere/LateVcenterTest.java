package io.instancebus.provider.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.instancebus.domain.SightingState;
import io.instancebus.provider.ProviderFailure;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A vCenter that answers its long poll late: what a look shows is never older than {@link MachineFollower#BOUND}. */
@Tag("slow")
@Tag("vcenter")
class LateVcenterTest {
    /** Of the poll; a look that waited for it would be seen to. */
    private static final Duration LATE = Duration.ofSeconds(60);

    private Vcenter vcenter;
    private VsphereProvider provider;
    private String nativeId;

    @BeforeEach
    void runAMachine() throws Exception {
        vcenter = Vcenter.start("-task-ms", "50");
        provider = vcenter.account();
        nativeId =
                provider.create(Requests.request(UUID.randomUUID().toString())).nativeId();
        awaitState(SightingState.RUNNING, Duration.ofSeconds(60));
        vcenter.calls();
        vcenter.simulator().rule("""
                {"method":"WaitForUpdatesEx","mode":"delay","delayMs":%d}""".formatted(LATE.toMillis()));
        // Ends the poll that is under way; the next one is late.
        vcenter.simulator().control("/address", "vm", vcenter.name(nativeId), "ip", "10.20.30.40");
        await().atMost(Duration.ofSeconds(60)).until(() -> vcenter.calls().has("WaitForUpdatesEx"));
    }

    @AfterEach
    void stop() {
        if (provider != null) {
            provider.close();
        }
        if (vcenter != null) {
            vcenter.close();
        }
    }

    @Test
    void aPowerOffIsSeenWhileThePollIsLate() {
        vcenter.simulator().control("/power", "vm", vcenter.name(nativeId), "op", "PowerOffVM");

        awaitState(SightingState.STOPPED, LATE.dividedBy(2));
    }

    @Test
    void aRemovalIsSeenWhileThePollIsLate() {
        vcenter.simulator().control("/remove", "vm", vcenter.name(nativeId));

        awaitState(SightingState.MISSING, LATE.dividedBy(2));
    }

    @Test
    void aFailedCloneIsSeenWhileThePollIsLate() throws Exception {
        vcenter.simulator().rule("""
                {"method":"CloneVM_Task","mode":"fail","fault":"NoDiskSpace","message":"Insufficient disk space"}""");
        nativeId =
                provider.create(Requests.request(UUID.randomUUID().toString())).nativeId();

        awaitState(SightingState.ERROR, LATE.dividedBy(2));
    }

    @Test
    void anObservationFailsWhenTheStateIsOldAndTheMachinesCannotBeRead() {
        vcenter.simulator().rule("""
                {"method":"RetrievePropertiesEx","match":"guest.ipAddress","mode":"fault","fault":"HostCommunication",\
                "message":"Unable to communicate with the remote host"}""");

        await().atMost(LATE.dividedBy(2)).untilAsserted(() -> {
            ProviderFailure failure =
                    catchThrowableOfType(ProviderFailure.class, () -> provider.describe(List.of(nativeId)));
            assertThat(failure).hasMessageContaining("Unable to communicate");
        });
    }

    private void awaitState(SightingState state, Duration atMost) {
        await().atMost(atMost)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> Objects.requireNonNull(
                                        provider.describe(List.of(nativeId)).get(nativeId))
                                .state()
                        == state);
    }
}
