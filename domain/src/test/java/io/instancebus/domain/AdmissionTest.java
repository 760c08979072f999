package io.instancebus.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.domain.Command.CreateInstance;
import io.instancebus.domain.Command.InstanceAction;
import io.instancebus.domain.Command.RunOnInstance;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is beyond the bounds can exist, as stored state may hold it, and is refused where it is new. */
class AdmissionTest {
    private static final String LONG = "x".repeat(256);
    private static final ProtectedText LINE = new ProtectedText.Clear("true");

    @Test
    void aCommandBeyondTheBoundsIsNotReceivedAsNew() {
        for (Command.Body body : beyond().keySet()) {
            Command command = command(body);
            assertThatThrownBy(() -> new Input.CommandReceived(command, false))
                    .isInstanceOf(InvalidCommand.class)
                    .hasMessageContaining(beyond().get(body));
        }
        Command blank = new Command(
                new CommandId("c"),
                new InstanceId("i"),
                " ",
                Instant.EPOCH,
                null,
                null,
                null,
                new InstanceAction(Action.STOP, false));
        assertThatThrownBy(() -> new Input.CommandReceived(blank, true)).hasMessage("actor is missing");
    }

    private static Map<Command.Body, String> beyond() {
        ProtectedText.Sealed shortKey = new ProtectedText.Sealed("k", new Bytes(new byte[31]), new Bytes(new byte[16]));
        ProtectedText.Sealed shortText =
                new ProtectedText.Sealed("k", new Bytes(new byte[32]), new Bytes(new byte[15]));
        Map<Command.Body, String> beyond = new LinkedHashMap<>();
        beyond.put(create(new HardwareProfile(LONG, Map.of()), List.of(), null), "hardwareProfile.id has 256");
        beyond.put(create(new HardwareProfile(null, Map.of("cpu", LONG)), List.of(), null), "overrides.cpu has 256");
        beyond.put(create(null, Collections.nCopies(51, "f"), null), "firewalls has 51 entries");
        beyond.put(create(null, List.of(LONG), null), "firewalls has 256");
        beyond.put(create(null, List.of(), shortKey), "encapsulatedKey must be 32 bytes");
        beyond.put(create(null, List.of(), shortText), "ciphertext must be 16 to 65,536 bytes");
        beyond.put(
                create(null, List.of(), new ProtectedText.Clear("-----BEGIN OPENSSH PRIVATE KEY-----")),
                "a private key stands in clear text");
        beyond.put(run(new ProtectedText.Clear(" "), null, null, null), "commandLine is missing");
        beyond.put(run(LINE, 0, null, null), "port must be 1 to 65535, and is 0");
        beyond.put(run(LINE, null, 3_601, null), "timeoutSeconds must be 1 to 3600, and is 3601");
        beyond.put(run(LINE, null, null, 65_537), "outputLimit must be 0 to 65536, and is 65537");
        Credential sealed = new Credential(Credential.Type.PASSWORD, shortKey, null);
        beyond.put(new RunOnInstance(LINE, sealed, null, null, null, null, null), "encapsulatedKey must be 32 bytes");
        beyond.put(new RunOnInstance(LINE, null, "x".repeat(65), null, null, null, null), "username has 65");
        return beyond;
    }

    @Test
    void aPasswordBeyondTheBoundsIsNotTakenFromAReport() {
        ProtectedText.Sealed large =
                new ProtectedText.Sealed("k", new Bytes(new byte[32]), new Bytes(new byte[65_537]));
        assertThatThrownBy(() -> Admission.admit(new AdminPassword(new CommandId("c"), null, large)))
                .hasMessageContaining("ciphertext must be 16 to 65,536 bytes");
        assertThatThrownBy(() -> Admission.admit(new AdminPassword(new CommandId("c"), large, null)))
                .hasMessageContaining("ciphertext must be 16 to 65,536 bytes");
    }

    @Test
    void detailsFitAnEventWhateverTheyWereMadeOf() {
        CreateInstance create = create(new HardwareProfile(LONG, Map.of("cpu", LONG)), List.of(LONG), null);
        InstanceDetails details = InstanceDetails.requested(create);
        String fitting = "x".repeat(254) + "…";
        assertThat(details.hardwareProfile()).isEqualTo(new HardwareProfile(fitting, Map.of("cpu", fitting)));
        assertThat(details.firewalls()).containsExactly(fitting);
    }

    private static Command command(Command.Body body) {
        return new Command(new CommandId("c"), new InstanceId("i"), "me", Instant.EPOCH, null, null, null, body);
    }

    private static CreateInstance create(
            @Nullable HardwareProfile profile, List<String> firewalls, @Nullable ProtectedText userData) {
        return new CreateInstance("a", "img", null, profile, null, null, firewalls, userData, Map.of());
    }

    private static RunOnInstance run(
            ProtectedText line, @Nullable Integer port, @Nullable Integer seconds, @Nullable Integer output) {
        return new RunOnInstance(line, null, null, null, port, seconds, output);
    }
}
