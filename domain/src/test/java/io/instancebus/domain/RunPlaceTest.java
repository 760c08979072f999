package io.instancebus.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.domain.Command.CreateInstance;
import io.instancebus.domain.Command.RunOnInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that name another place than the instance: what may go there, and whose host key is seen there. */
class RunPlaceTest {
    private static final InstanceId ID = new InstanceId("i-1");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ProtectedText LINE = new ProtectedText.Clear("true");
    private static final Credential SEALED = new Credential(
            Credential.Type.PASSWORD,
            new ProtectedText.Sealed("key", new Bytes(new byte[32]), new Bytes(new byte[32])),
            null);
    private static final Credential REFERRED =
            new Credential(Credential.Type.PASSWORD, new ProtectedText.Reference("file:login"), null);
    private static final String FIRST = "SHA256:" + "1".repeat(43);
    private static final String SECOND = "SHA256:" + "2".repeat(43);

    private final Decider decider = new Decider(Simulation.ACCOUNTS);
    private final List<Event.Body> events = new ArrayList<>();
    private @Nullable Aggregate aggregate;
    private int commands;

    @BeforeEach
    void anInstanceRuns() {
        String create = send(new CreateInstance("sandbox", "img1", null, null, null, null, List.of(), null, Map.of()));
        decide(new Input.ReportReceived(new Report.Accepted(ID, create, 1, "n-1")));
        Report.Sighting sighting = Report.Sighting.builder(SightingState.RUNNING)
                .nativeId("n-1")
                .publicAddresses(List.of(new Address("192.0.2.7", AddressType.IPV4)))
                .privateAddresses(List.of(
                        new Address("vm.internal", AddressType.HOSTNAME), new Address("02:42", AddressType.MAC)))
                .sshPort(2222)
                .build();
        long number = ((Aggregate.Live) Objects.requireNonNull(aggregate))
                .inFlight()
                .observations()
                .number();
        decide(new Input.ReportReceived(new Report.Observed(ID, number, 1, 1, sighting)));
        events.clear();
    }

    @Test
    void theWorkersSecretsAreNotSentToAnAddressThatTheProviderDidNotReport() {
        send(run(LINE, null, "198.51.100.9", null, null));
        send(run(LINE, REFERRED, "198.51.100.9", null, null));
        send(run(new ProtectedText.Reference("file:line"), SEALED, "198.51.100.9", null, null));
        send(run(LINE, null, "02:42", null, null));

        assertThat(events)
                .hasSize(4)
                .allSatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                Event.CommandRejected.class,
                                rejected -> assertThat(rejected.reason()).contains("sent to no other")));
    }

    @Test
    void norToAnotherPortOfTheInstancesAddress() {
        send(run(LINE, null, null, 22, null));
        send(run(LINE, REFERRED, "192.0.2.7", 2223, null));

        assertThat(events)
                .hasSize(2)
                .allSatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                Event.CommandRejected.class,
                                rejected -> assertThat(rejected.reason())
                                        .startsWith("port is not where")
                                        .contains("sent to no other")));
    }

    @Test
    void anAddressIsAHostNameOrAnIpAddress() {
        for (String wrong : List.of("", " ", "[]", "10.0.0.1 x", "user@host", "http://host", "[::1]:22", "a/b", "é")) {
            assertThatThrownBy(() -> run(LINE, null, wrong, null, null))
                    .as(wrong)
                    .isInstanceOf(InvalidCommand.class)
                    .hasMessageContaining("address");
        }
        for (String right : List.of("10.0.0.1", "::1", "[::1]", "fe80::1%eth0", "[fe80::1%eth0]", "vm_1.example-x.")) {
            assertThat(run(LINE, null, right, null, null).address()).isEqualTo(right);
        }
    }

    @Test
    void noCommandRefersToTheWorkersEnvironment() {
        ProtectedText variable = new ProtectedText.Reference("env:INSTANCE_BUS_SECRET_EC2");
        Credential sealedKey = new Credential(Credential.Type.PRIVATE_KEY, SEALED.secret(), variable);
        send(run(variable, null, null, null, null));
        send(run(LINE, new Credential(Credential.Type.PASSWORD, variable, null), null, null, null));
        send(run(LINE, sealedKey, null, null, null));

        assertThat(events)
                .hasSize(3)
                .allSatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                Event.CommandRejected.class,
                                rejected -> assertThat(rejected.reason()).contains("the environment of the workers")));
    }

    @Test
    void aCredentialThatTheCommandBringsMayGoAnywhereAndTheOthersToTheInstance() {
        send(run(LINE, SEALED, "198.51.100.9", 22, null));
        send(run(LINE, null, null, null, null));
        send(run(LINE, REFERRED, "192.0.2.7", null, null));
        send(run(LINE, null, "VM.internal", 2222, null));

        assertThat(events).hasSize(4).allSatisfy(event -> assertThat(event).isInstanceOf(Event.CommandAccepted.class));
    }

    @Test
    void theHostKeyOfAnotherMachineIsNotTheInstances() {
        ends(run(LINE, SEALED, "198.51.100.9", null, null), FIRST);
        ends(run(LINE, SEALED, null, 2223, null), FIRST);
        assertThat(hostKey()).isNull();

        ends(run(LINE, SEALED, "192.0.2.7", 2222, null), SECOND);
        assertThat(hostKey()).isEqualTo(SECOND);
    }

    @Test
    void theKeySeenFirstStaysUntilACommandNamesAnother() {
        ends(run(LINE, null, null, null, null), FIRST);
        ends(run(LINE, null, null, null, null), SECOND);
        assertThat(hostKey()).isEqualTo(FIRST);

        ends(run(LINE, SEALED, "198.51.100.9", null, SECOND), SECOND);
        assertThat(hostKey()).as("another machine's, though named").isEqualTo(FIRST);

        ends(run(LINE, null, null, null, SECOND), SECOND);
        assertThat(hostKey()).isEqualTo(SECOND);
    }

    @Test
    void aHostKeyIsAFingerprint() {
        for (String wrong : List.of("", "SHA256:", "MD5:00", FIRST + "=", FIRST + "\n")) {
            assertThatThrownBy(() -> run(LINE, null, null, null, wrong)).isInstanceOf(InvalidCommand.class);
        }
    }

    private static RunOnInstance run(
            ProtectedText line,
            @Nullable Credential credential,
            @Nullable String address,
            @Nullable Integer port,
            @Nullable String hostKey) {
        return Admission.admit(new RunOnInstance(line, credential, null, address, port, null, null, hostKey));
    }

    private void ends(RunOnInstance run, String shown) {
        String task = send(run);
        decide(new Input.ReportReceived(
                new Report.RunFinished(ID, task, 1, new RunResult(0, null, "", false, false, shown, Duration.ZERO))));
    }

    private @Nullable String hostKey() {
        InstanceDetails details =
                aggregate instanceof Aggregate.Live live ? live.instance().details() : null;
        return details == null ? null : details.hostKey();
    }

    private String send(Command.Body body) {
        CommandId id = new CommandId("c" + commands++);
        decide(new Input.CommandReceived(new Command(id, ID, "test", NOW, null, null, null, body), false));
        return ID + ":" + id;
    }

    private void decide(Input input) {
        Decision decision = decider.decide(aggregate, input, NOW);
        decision.events().forEach(event -> events.add(event.body()));
        aggregate = decision.next();
    }
}
