package io.instancebus.worker.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.instancebus.provider.Secret;
import io.instancebus.provider.SecretFailure;
import io.instancebus.provider.SecretFailure.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountSecretsTest {
    @TempDir
    Path parent;

    private Path folder;
    private AccountSecrets secrets;

    @BeforeEach
    void setUp() throws IOException {
        folder = Files.createDirectory(parent.resolve("secrets"));
        Files.writeString(parent.resolve("outside"), "not for you");
        secrets = new AccountSecrets(
                Optional.of(folder),
                Map.of("INSTANCE_BUS_SECRET_DB", "from the environment", "AWS_SECRET_ACCESS_KEY", "not for you"));
    }

    @Test
    void readsAFileWithoutItsLastLineEnd() throws Exception {
        Files.writeString(folder.resolve("ssh-key.pem"), "line 1\nline 2\n\n");
        Files.writeString(folder.resolve("dos"), "hunter2\r\n");

        assertThat(lookUp("file:ssh-key.pem")).isEqualTo("line 1\nline 2\n");
        assertThat(lookUp("file:dos")).isEqualTo("hunter2");
    }

    @Test
    void followsLinksWithinTheFolderAndNotOutOfIt() throws Exception {
        Path version = Files.createDirectory(folder.resolve("..2026"));
        Files.writeString(version.resolve("password"), "hunter2");
        Files.createSymbolicLink(folder.resolve("password"), Path.of("..2026", "password"));
        Files.createSymbolicLink(folder.resolve("escape"), parent.resolve("outside"));

        assertThat(lookUp("file:password")).isEqualTo("hunter2");
        fails("file:escape", Kind.REFERENCE_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside",
                "/etc/passwd",
                "..",
                ".",
                "",
                "a/b",
                "commands/main/passwords/x",
                "..2026/x",
                "a\0b",
                ".hidden"
            })
    void refusesNamesThatCouldLeadElsewhere(String name) {
        fails("file:" + name, Kind.REFERENCE_REFUSED);
    }

    @Test
    void refusesWhatIsNoPlainFileOfAtMost64KiB() throws Exception {
        Files.createDirectory(folder.resolve("folder"));
        Files.write(folder.resolve("large"), new byte[64 * 1024 + 1]);
        Files.write(folder.resolve("largest"), new byte[64 * 1024]);

        fails("file:folder", Kind.REFERENCE_REFUSED);
        fails("file:large", Kind.REFERENCE_REFUSED);
        assertThat(lookUp("file:largest")).hasSize(64 * 1024);
    }

    @Test
    void readsOnlyEnvironmentVariablesMeantForIt() throws SecretFailure {
        assertThat(lookUp("env:INSTANCE_BUS_SECRET_DB")).isEqualTo("from the environment");
        fails("env:AWS_SECRET_ACCESS_KEY", Kind.REFERENCE_REFUSED);
        fails("env:INSTANCE_BUS_SECRET_NONE", Kind.NOT_FOUND);
    }

    @Test
    void saysWhatIsMissingOrMalformed() {
        fails("file:none", Kind.NOT_FOUND);
        assertThat(fails("hunter2", Kind.MALFORMED)).doesNotContain("hunter2");
        AccountSecrets withoutFolder = new AccountSecrets(Optional.empty(), Map.of());
        assertThatExceptionOfType(SecretFailure.class)
                .isThrownBy(() -> withoutFolder.lookUp("file:x", "ec2.secret-access-key"))
                .withMessageContaining("no secrets folder");
    }

    @Test
    void wipesASecretThatIsClosedAndNeverShowsIt() {
        byte[] bytes = "hunter2".getBytes(StandardCharsets.UTF_8);
        Secret secret = new Secret(bytes);
        assertThat(secret.chars()).containsExactly('h', 'u', 'n', 't', 'e', 'r', '2');
        assertThat(secret).hasToString("Secret[redacted]");

        secret.close();

        assertThat(bytes).containsOnly(0);
        assertThatIllegalStateException().isThrownBy(secret::bytes);
    }

    private String lookUp(String reference) throws SecretFailure {
        try (Secret secret = secrets.lookUp(reference, "ec2.secret-access-key")) {
            return new String(secret.bytes(), StandardCharsets.UTF_8);
        }
    }

    private String fails(String reference, Kind kind) {
        SecretFailure failure = assertThatExceptionOfType(SecretFailure.class)
                .isThrownBy(() -> lookUp(reference))
                .actual();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.getMessage()).doesNotContain("hunter2").doesNotContain("not for you");
        return String.valueOf(failure.getMessage());
    }
}
