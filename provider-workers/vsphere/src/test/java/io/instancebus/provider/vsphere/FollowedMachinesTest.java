package io.instancebus.provider.vsphere;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.vsphere.vim.Element;
import io.instancebus.provider.vsphere.vim.LocalizedFault;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.Updates;
import io.instancebus.provider.vsphere.vim.VimEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a machine's properties and vCenter's events, which come one after the other, make of an instance. */
class FollowedMachinesTest {
    private static final String USER = "bus@vsphere.local";
    private static final String NATIVE_ID = Naming.nativeId("key");
    private static final ManagedObject MACHINE = new ManagedObject(Machine.TYPE, "vm-1");
    private static final LocalizedFault FULL = new LocalizedFault("InsufficientResourcesFault", "No host has room.");

    private final FollowedMachines followedMachines = new FollowedMachines(USER, null);
    private long events;

    FollowedMachinesTest() {
        followedMachines.begin(USER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"VmPoweredOnEvent", "DrsVmPoweredOnEvent"})
    void aNewMachineIsStartingUntilItIsShownToBeOn(String poweredOn) {
        shown("poweredOff");
        told("VmClonedEvent");
        assertThat(state()).isEqualTo(SightingState.PENDING);

        told(poweredOn);
        assertThat(state()).isEqualTo(SightingState.PENDING);

        nowShown("poweredOn");
        assertThat(state()).isEqualTo(SightingState.RUNNING);
    }

    @Test
    void aMachineThatWasSeenOnAndIsOffIsStopped() {
        told("VmClonedEvent");
        shown("poweredOn");
        nowShown("poweredOff");
        assertThat(state()).isEqualTo(SightingState.STOPPED);
    }

    @Test
    void aMachineThatEventsSayWasTurnedOffIsStoppedAlsoForOneWhoNeverSawItOn() {
        told("VmClonedEvent");
        told("VmPoweredOnEvent");
        told("VmPoweredOffEvent");
        shown("poweredOff");
        assertThat(state()).isEqualTo(SightingState.STOPPED);
    }

    @Test
    void aMachineThatCouldNotBeTurnedOnIsStoppedWithTheCauseUntilItIsTurnedOn() {
        told("VmClonedEvent");
        told("VmFailedToPowerOnEvent", FULL);
        shown("poweredOff");
        assertThat(state()).isEqualTo(SightingState.STOPPED);
        assertThat(sighting().fault()).isNotNull();

        told("VmPoweredOnEvent");
        assertThat(state()).isEqualTo(SightingState.STOPPED);
        assertThat(sighting().fault()).isNull();
    }

    @Test
    void aMachineWhoseInstanceUuidIsNotShownAnyMoreIsNotGone() {
        shown("poweredOn");
        change(Map.of("config.instanceUuid", Optional.empty()));
        assertThat(state()).isEqualTo(SightingState.UNKNOWN);

        followedMachines.begin(USER);
        enter(MACHINE, Map.of("name", text("name", "unknown (inaccessible)")));
        assertThat(state()).as("known by its reference in another session").isEqualTo(SightingState.UNKNOWN);
        enter(MACHINE, Map.of());
        followedMachines.take(new Updates("", false, List.of(new Updates.Left(MACHINE))));
        assertThat(state()).isEqualTo(SightingState.MISSING);
    }

    @Test
    void whatIsNotShownIsNotGoneWhileItMayBeAMachineThatCannotBeToldFromOthers() {
        enter(new ManagedObject(Machine.TYPE, "vm-2"), Map.of("name", text("name", "somebody's")));
        assertThat(state()).isEqualTo(SightingState.MISSING);

        enter(MACHINE, Map.of("name", text("name", Naming.machine("web", NATIVE_ID))));
        assertThat(state()).isEqualTo(SightingState.UNKNOWN);
        followedMachines.begin(USER);
        assertThat(state()).isEqualTo(SightingState.MISSING);
        enter(ManagedObject.UNNAMED, Map.of());
        assertThat(state()).isEqualTo(SightingState.UNKNOWN);
        shown("poweredOn");
        assertThat(state()).isEqualTo(SightingState.RUNNING);
    }

    @Test
    void ofTwoMachinesWithOneInstanceUuidTheOtherStaysWhenOneGoes() {
        ManagedObject second = new ManagedObject(Machine.TYPE, "vm-2");
        shown("poweredOn");
        enter(
                second,
                Map.of(
                        "config.instanceUuid", text("config.instanceUuid", NATIVE_ID),
                        "runtime.powerState", text("runtime.powerState", "poweredOff")));
        assertThat(requireNonNull(sighting().fault()).message()).contains("2 machines", "vm-1", "vm-2");
        assertThat(state()).isEqualTo(SightingState.UNKNOWN);

        followedMachines.take(new Updates("", false, List.of(new Updates.Left(second))));
        assertThat(state()).isEqualTo(SightingState.RUNNING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sideways"})
    void aPowerStateThatIsNoneIsUnknown(String power) {
        shown(power);
        assertThat(state()).isEqualTo(SightingState.UNKNOWN);
    }

    @Test
    void aChangeThatCannotBeReadLeavesTheMachineUnknown() {
        shown("poweredOn");
        change(Map.of(Updates.UNCLEAR, Optional.of(text("changeSet", ""))));
        assertThat(state()).isEqualTo(SightingState.UNKNOWN);

        shown("poweredOn");
        assertThat(state()).isEqualTo(SightingState.RUNNING);
    }

    private void enter(ManagedObject object, Map<String, Element> properties) {
        followedMachines.take(new Updates("", false, List.of(new Updates.Entered(object, properties))));
    }

    private void change(Map<String, Optional<Element>> properties) {
        followedMachines.take(new Updates("", false, List.of(new Updates.Modified(MACHINE, properties))));
    }

    private Sighting sighting() {
        return followedMachines.sighting(NATIVE_ID);
    }

    private SightingState state() {
        return sighting().state();
    }

    private void shown(String power) {
        Map<String, Element> properties = Map.of(
                "config.instanceUuid", text("config.instanceUuid", NATIVE_ID),
                "runtime.powerState", text("runtime.powerState", power));
        followedMachines.take(new Updates("", false, List.of(new Updates.Entered(MACHINE, properties))));
    }

    private void nowShown(String power) {
        Map<String, Optional<Element>> properties =
                Map.of("runtime.powerState", Optional.of(text("runtime.powerState", power)));
        followedMachines.take(new Updates("", false, List.of(new Updates.Modified(MACHINE, properties))));
    }

    private static Element text(String name, String text) {
        return new Element(name, null, null, text, List.of());
    }

    private void told(String type) {
        told(type, null);
    }

    /** Each a second after the one before. */
    private void told(String type, @Nullable LocalizedFault reason) {
        events++;
        Instant at = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(events);
        String name = Naming.machine("web", NATIVE_ID);
        followedMachines.take(List.of(new VimEvent(events, events, type, at, USER, MACHINE, name, null, reason, null)));
    }
}
