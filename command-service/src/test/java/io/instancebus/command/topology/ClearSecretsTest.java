package io.instancebus.command.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.Credential;
import io.instancebus.avro.CredentialType;
import io.instancebus.avro.HardwareProfile;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.RunOnInstance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClearSecretsTest {
    private static final ProtectedText KEY =
            new ProtectedText("-----BEGIN OPENSSH PRIVATE KEY-----\nbm90LXNvLXNlY3JldA==", null, null);
    private static final ProtectedText REFERENCE = new ProtectedText(null, null, "file:login");
    private static final ProtectedText NO_REFERENCE = new ProtectedText(null, null, "not so secret");

    @Test
    void aSecretIsFoundWhateverElseIsWrongWithItsCommand() {
        assertThat(ClearSecrets.in(create("m".repeat(9_999), KEY))).isTrue();
        assertThat(ClearSecrets.in(create("m", NO_REFERENCE))).isTrue();
        assertThat(ClearSecrets.in(run(KEY, new Credential(CredentialType.UNKNOWN, REFERENCE, null))))
                .isTrue();
        ProtectedText twoForms = new ProtectedText(KEY.getClear(), null, "file:x");
        assertThat(ClearSecrets.in(run(twoForms, null))).isTrue();
        assertThat(ClearSecrets.in(
                        run(text("uptime"), new Credential(CredentialType.PASSWORD, REFERENCE, text("passphrase")))))
                .isTrue();
    }

    @Test
    void aCommandThatHoldsNoneMayBeCopied() {
        assertThat(ClearSecrets.in(create("m".repeat(9_999), text("#cloud-config"))))
                .isFalse();
        assertThat(ClearSecrets.in(run(text("uptime"), new Credential(CredentialType.PASSWORD, REFERENCE, REFERENCE))))
                .isFalse();
    }

    private static ProtectedText text(String clear) {
        return new ProtectedText(clear, null, null);
    }

    private static InstanceCommand create(String profile, ProtectedText userData) {
        InstanceCommand command = command("CreateInstance");
        command.setCreateInstance(new CreateInstance(
                "box",
                "image",
                null,
                new HardwareProfile(profile, Map.of()),
                null,
                null,
                List.of(),
                userData,
                Map.of(),
                null));
        return command;
    }

    private static InstanceCommand run(ProtectedText line, @Nullable Credential credential) {
        InstanceCommand command = command("RunOnInstance");
        command.setRunOnInstance(new RunOnInstance(line, credential, null, null, null, null, null, null));
        return command;
    }

    private static InstanceCommand command(String type) {
        return new InstanceCommand("c", "i", "tester", Instant.EPOCH, null, null, null, type, null, null, null);
    }
}
