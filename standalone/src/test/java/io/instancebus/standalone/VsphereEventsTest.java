package io.instancebus.standalone;

import static io.instancebus.standalone.VsphereBus.from;
import static io.instancebus.standalone.VsphereBus.to;
import static io.instancebus.standalone.VsphereBus.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.avro.Cause;
import io.instancebus.avro.CommandFailed;
import io.instancebus.avro.CommandType;
import io.instancebus.avro.FailureCategory;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every failure of a vCenter ends as an event on Kafka with its cause. The vCenter is govmomi's simulator, and seconds
 * stand for the minutes of a real cloud. Deadlines have a test of their own, {@link VsphereDeadlinesTest}, because on a
 * busy machine short deadlines may expire before the failure occurs.
 */
@Tag("broker")
@Tag("process")
@Tag("slow")
@Tag("vcenter")
@Timeout(300)
class VsphereEventsTest {
    private static final Map<String, String> QUICK =
            Map.of("settlement", "4s", "firstLook", "300ms", "longestLook", "2s");

    @TempDir
    private static Path folder;

    private static VsphereBus bus;

    @BeforeAll
    static void start() throws IOException {
        bus = new VsphereBus(folder, QUICK, Duration.ofSeconds(2), "-task-ms", "150");
    }

    @AfterAll
    static void stop() {
        if (bus != null) {
            bus.close();
        }
    }

    @AfterEach
    void clear() {
        bus.vcenter().control("/clear");
        bus.vcenter().control("/address-delay", "ms", "0");
    }

    @ParameterizedTest
    @CsvSource({
        "disk, NoDiskSpace, CAPACITY, Insufficient disk space on datastore LocalDS_0.",
        "duplicate, DuplicateName, CONFLICT, The name already exists.",
        "argument, InvalidArgument, INVALID, A specified parameter was not correct: spec.location.",
        "permission, NoPermission, AUTH, Permission to perform this operation was denied."
    })
    void aCloneThatFailsLateIsAnEventWithItsCause(String name, String fault, FailureCategory category, String message) {
        bus.vcenter().rule("""
                {"method":"CloneVM_Task","match":"%s","mode":"fail","fault":"%s","message":"%s","delayMs":800,"count":1,
                 "event":"VmCloneFailedEvent"}""".formatted(name, fault, message));
        String id = bus.create(name);

        InstanceEvent error = bus.await(id, "ERROR", to(InstanceState.ERROR));
        CommandFailed failed = failure(id);

        assertThat(error.getInstanceStateChanged().getFrom()).isEqualTo(InstanceState.PENDING);
        assertThat(error.getInstanceStateChanged().getCause()).isEqualTo(Cause.FAILURE);
        assertThat(failed.getCommandType()).isEqualTo(CommandType.CREATE);
        assertThat(failed.getFailure().getCategory()).isEqualTo(category);
        assertThat(failed.getFailure().getProviderCode()).isEqualTo(fault);
        assertThat(failed.getFailure().getMessage())
                .as("vCenter's message, and the text of its event")
                .startsWith(message)
                .contains("(");
        bus.destroy(id);
        bus.await(id, "FINISH", to(InstanceState.FINISH));
    }

    @Test
    void anAnswerThatIsLostAfterTheCloneBeganIsAdopted() {
        bus.vcenter().rule("""
                {"method":"CloneVM_Task","match":"adopted","mode":"cut-after","count":1}""");
        String id = bus.create("adopted");

        bus.await(id, "RUNNING", to(InstanceState.RUNNING));
        bus.await(id, "success", type("CommandSucceeded"));
        assertThat(bus.machines(id)).hasSize(1);
    }

    @Test
    void aPowerOnThatFailsAfterAGoodCloneSaysWhyAndTheMachineCanBeStartedLater() {
        bus.vcenter().rule("""
                {"method":"PowerOnVM_Task","match":"heavy","mode":"fail","fault":"InsufficientMemoryResourcesFault",
                 "message":"The host does not have sufficient memory resources.","delayMs":300,"count":1,
                 "event":"VmFailedToPowerOnEvent"}""");
        String id = bus.create("heavy");

        CommandFailed failed = failure(id);
        assertThat(failed.getFailure().getCategory()).isEqualTo(FailureCategory.CAPACITY);
        assertThat(failed.getFailure().getMessage()).startsWith("The host does not have sufficient memory resources.");
        bus.await(id, "STOPPED", from(InstanceState.ERROR, InstanceState.STOPPED));
        bus.start(id);
        bus.await(id, "RUNNING", to(InstanceState.RUNNING));
        assertThat(bus.machines(id)).hasSize(1);
    }

    @Test
    void aStartThatFailsSaysWhyAndLeavesTheInstanceStopped() {
        String id = bus.running("again");
        bus.stop(id);
        bus.await(id, "STOPPED", to(InstanceState.STOPPED));
        bus.vcenter().rule("""
                {"method":"PowerOnVM_Task","match":"again","mode":"fail","fault":"InsufficientResourcesFault",
                 "message":"The available resources are insufficient.","delayMs":300,"count":1}""");
        bus.start(id);

        CommandFailed failed = failure(id);
        assertThat(failed.getCommandType()).isEqualTo(CommandType.START);
        assertThat(failed.getFailure().getProviderCode()).isEqualTo("InsufficientResourcesFault");
        bus.await(id, "STOPPED", from(InstanceState.PENDING, InstanceState.STOPPED));
        bus.start(id);
        await().atMost(VsphereBus.PATIENCE)
                .until(() -> bus.events(id).stream()
                                .filter(to(InstanceState.RUNNING))
                                .count()
                        == 2);
    }

    @Test
    void aMachineRemovedBehindOurBackHasVanished() {
        String id = bus.running("removed");
        bus.vcenter().control("/remove", "vm", bus.machine(id));

        bus.await(id, "vanished", type("InstanceVanished"));
        bus.await(id, "ERROR", from(InstanceState.RUNNING, InstanceState.ERROR));
    }

    @Test
    void aMachineTurnedOffOrRenamedBehindOurBackIsSeen() {
        String id = bus.running("drifting");
        bus.vcenter().control("/rename", "vm", bus.machine(id), "to", "something-else");
        bus.vcenter().control("/power", "vm", "something-else", "op", "PowerOffVM");

        InstanceEvent stopped = bus.await(id, "STOPPED", to(InstanceState.STOPPED));
        assertThat(stopped.getInstanceStateChanged().getCause()).isEqualTo(Cause.DRIFT);
        bus.start(id);
        bus.await(id, "RUNNING again", from(InstanceState.PENDING, InstanceState.RUNNING));
        assertThat(bus.events(id)).noneMatch(type("InstanceVanished"));
    }

    @Test
    void anAddressThatComesLateIsAnEvent() {
        bus.vcenter().control("/address-delay", "ms", "3600000");
        String id = bus.running("late");
        bus.vcenter().control("/address", "vm", bus.machine(id), "ip", "10.20.0.7");
        InstanceEvent details = bus.await(
                id,
                "an address",
                event -> event.getInstanceDetailsChanged() != null
                        && !event.getInstanceDetailsChanged()
                                .getDetails()
                                .getPrivateAddresses()
                                .isEmpty());
        InstanceEvent running = bus.await(id, "RUNNING", to(InstanceState.RUNNING));
        assertThat(details.getSequence()).isGreaterThan(running.getSequence());
    }

    @Test
    void aSessionThatExpiresInTheMiddleLosesNothing() {
        String old = bus.running("bystander");
        bus.vcenter().rule("""
                {"method":"CloneVM_Task","match":"expiring","mode":"ok","delayMs":2500,"count":1}""");
        String id = bus.create("expiring");
        bus.nativeId(id);
        bus.vcenter().control("/expire");

        bus.await(id, "RUNNING", to(InstanceState.RUNNING));
        bus.vcenter().control("/power", "vm", bus.machine(old), "op", "PowerOffVM");
        bus.await(old, "STOPPED", to(InstanceState.STOPPED));
        assertThat(bus.events(old)).noneMatch(type("InstanceVanished"));
        assertThat(bus.events(id)).noneMatch(type("InstanceVanished"));
        assertThat(bus.machines(id)).hasSize(1);
    }

    @Test
    void aVcenterThatIsAwayForAWhileMakesTheAccountStaleAndNothingVanish() {
        String id = bus.running("patient");
        long stale = count("SourceStale");
        long recovered = count("SourceRecovered");
        bus.vcenter().control("/outage", "how", "cut");
        await().atMost(VsphereBus.PATIENCE).until(() -> count("SourceStale") > stale);
        bus.vcenter().control("/power", "vm", bus.machine(id), "op", "PowerOffVM");
        bus.vcenter().control("/clear");

        await().atMost(VsphereBus.PATIENCE).until(() -> count("SourceRecovered") > recovered);
        bus.await(id, "STOPPED", from(InstanceState.RUNNING, InstanceState.STOPPED));
        assertThat(bus.events(id)).noneMatch(type("InstanceVanished"));
    }

    @Test
    void aSlowVcenterIsWaitedFor() {
        bus.vcenter().rule("""
                {"method":"*","match":"","mode":"delay","delayMs":700}""");
        String id = bus.running("slow");
        bus.destroy(id);
        bus.await(id, "FINISH", to(InstanceState.FINISH));
        assertThat(bus.machines(id)).isEmpty();
    }

    @Test
    void aWorkerKilledBetweenSubmitAndResultLosesNeitherTheResultNorItsCause() throws Exception {
        bus.vcenter().rule("""
                {"method":"CloneVM_Task","match":"orphan","mode":"hold","count":1}""");
        bus.stopWorkers();
        Process worker = bus.workerProcess();
        String id;
        try {
            id = bus.create("orphan");
            bus.nativeId(id);
        } finally {
            worker.destroyForcibly().waitFor();
        }
        bus.vcenter().rule("""
                {"method":"PowerOnVM_Task","match":"orphan","mode":"fail","fault":"NoCompatibleHost",
                 "message":"No host is compatible with the virtual machine.","delayMs":100,"count":1,
                 "event":"VmFailedToPowerOnEvent"}""");
        bus.vcenter().control("/release");
        await().atMost(VsphereBus.PATIENCE).until(() -> !bus.machines(id).isEmpty());
        bus.vcenter().control("/forget");
        bus.startWorkers();

        assertThat(failure(id).getFailure().getProviderCode()).isEqualTo("NoCompatibleHost");
        assertThat(bus.machines(id)).hasSize(1);
    }

    @Test
    void aGuestWithoutToolsOrDeafToAShutdownIsTurnedOff() {
        String without = bus.running("toolless");
        String deaf = bus.running("deaf");
        bus.vcenter().control("/tools", "vm", bus.machine(without), "status", "guestToolsNotRunning");
        bus.vcenter().rule("""
                {"method":"ShutdownGuest","match":"deaf","mode":"hang","count":1}""");
        bus.stop(without);
        bus.stop(deaf);

        bus.await(without, "STOPPED", to(InstanceState.STOPPED));
        bus.await(deaf, "STOPPING", to(InstanceState.STOPPING));
        bus.await(deaf, "STOPPED", to(InstanceState.STOPPED));
        bus.await(without, "success", succeeded(CommandType.STOP));
        bus.await(deaf, "success", succeeded(CommandType.STOP));
    }

    @Test
    void aRebootIsAnsweredAndADestroyOfWhatIsGoneSucceeds() {
        String id = bus.running("gone");
        bus.reboot(id);
        bus.await(id, "reboot", succeeded(CommandType.REBOOT));
        bus.vcenter().control("/remove", "vm", bus.machine(id));
        bus.destroy(id);
        bus.await(id, "FINISH", to(InstanceState.FINISH));
        bus.await(id, "success", succeeded(CommandType.DESTROY));
    }

    private static Predicate<InstanceEvent> succeeded(CommandType type) {
        return event -> event.getCommandSucceeded() != null
                && event.getCommandSucceeded().getCommandType() == type;
    }

    private static CommandFailed failure(String id) {
        return Objects.requireNonNull(
                bus.await(id, "a failed command", type("CommandFailed")).getCommandFailed());
    }

    private static long count(String type) {
        return bus.accountEvents().stream().filter(type::equals).count();
    }
}
