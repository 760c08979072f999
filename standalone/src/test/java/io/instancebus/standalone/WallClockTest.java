package io.instancebus.standalone;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The wall clock can be set at any moment. It is read for what is told to others, and for what is compared with what others
 * said; waits and ages within a process follow {@link io.instancebus.time.SteadyClock}.
 */
class WallClockTest {
    private static final Set<String> READINGS = Set.of(
            "now", "instant", "millis", "currentTimeMillis", "system", "systemUTC", "systemDefaultZone", "<init>");

    /** They are on the class path of the tests, and do not run with the product. */
    private static final Set<String> TESTING =
            Set.of("compatibility.", "fuzzing.", "provider.tck.", "simulators.", "testbed.");

    /** Who may read the wall clock, and what for. */
    private static final Map<String, String> READERS = new TreeMap<>(Map.ofEntries(
            Map.entry("client.Commands", "issuedAt of a command"),
            Map.entry("client.Ids", "the time in an id, by which ids are sorted"),
            Map.entry("command.topology.InstanceProcessor", "the decider's time, which is in its events and deadlines"),
            Map.entry("gateway.http.HttpDoor", "issuedAt of a command"),
            Map.entry("gateway.json.CommandReader", "issuedAt of a command"),
            Map.entry(
                    "provider.docker.DockerProvider", "how long a container is up that the engine says when it began"),
            Map.entry("provider.docker.EventFeed", "the time of the engine's events"),
            Map.entry("provider.ec2.InstanceProfileKey", "the end of a key"),
            Map.entry("provider.ec2.Signing", "the time of a request, which is signed"),
            Map.entry("provider.openstack.OpenstackFactory", "for Refusals and Servers"),
            Map.entry("provider.openstack.Refusals", "a date in Retry-After"),
            Map.entry("provider.openstack.Servers", "the time of Nova's changes"),
            Map.entry("provider.sandbox.Gate", "the cloud's own time, which is in its journal"),
            Map.entry("provider.sandbox.SandboxCloud", "as Gate"),
            Map.entry("provider.sandbox.SandboxControl", "as Gate"),
            Map.entry("provider.sandbox.SandboxSession", "as Gate"),
            Map.entry("provider.vsphere.MachineFollower", "the time of vCenter's events"),
            Map.entry("provider.vsphere.ShutdownEnforcer", "as MachineFollower"),
            Map.entry("provider.vsphere.VsphereFactory", "as MachineFollower"),
            Map.entry("provider.vsphere.VsphereProvider", "as MachineFollower"),
            Map.entry("time.Clocks", "for all of the worker"),
            Map.entry("worker.ProviderWorkers", "staleSince of an account"),
            Map.entry("worker.hand.Mutation", "notAfter and retryAt of a task"),
            Map.entry("worker.hand.Runs", "notAfter of a task"),
            Map.entry("worker.hand.Submits", "notAfter and retryAt of a task"),
            Map.entry("worker.hand.Taker", "the age of a record by the broker's timestamp"),
            Map.entry("worker.report.KafkaReporter", "reportedAt and recordedAt"),
            Map.entry("worker.watcher.CatalogueWatcher", "when a catalogue could not be read"),
            Map.entry("worker.watcher.AccountHealth", "staleSince of an account"),
            Map.entry("worker.watcher.Watchers", "the epoch, which rises from one owner to the next")));

    @Test
    void onlyWhatSpeaksOfTimeWithOthersReadsTheWallClock() {
        Set<String> readers = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.instancebus")
                        .stream()
                        .filter(type -> type.getAccessesFromSelf().stream().anyMatch(WallClockTest::readsWallClock))
                        .map(WallClockTest::topLevel)
                        .filter(name -> TESTING.stream().noneMatch(name::startsWith))
                        .collect(toCollection(TreeSet::new));

        assertThat(readers)
                .as("a wait or an age follows SteadyClock; anything else is listed here with its reason")
                .isEqualTo(READERS.keySet());
    }

    /** By name: classes of the platform are not imported, so that nothing is known of what they extend. */
    private static boolean readsWallClock(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        return READINGS.contains(access.getTarget().getName())
                && (owner.getPackageName().equals("java.time")
                        || owner.isEquivalentTo(System.class)
                        || owner.isEquivalentTo(Date.class));
    }

    private static String topLevel(JavaClass type) {
        JavaClass top = type;
        while (top.getEnclosingClass().isPresent()) {
            top = top.getEnclosingClass().get();
        }
        return top.getName().substring("io.instancebus.".length());
    }
}
