package io.instancebus.worker.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.SealedText;
import io.instancebus.worker.secret.SecretFailure.Kind;
import io.instancebus.worker.secret.SecretResolver.Clear;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretResolverTest {
    @TempDir
    Path parent;

    private Path folder;
    private SecretResolver resolver;

    @BeforeEach
    void setUp() throws IOException {
        folder = Files.createDirectory(parent.resolve("secrets"));
        Files.writeString(parent.resolve("outside"), "not for you");
        resolver = new SecretResolver(
                Optional.of(folder),
                Map.of("INSTANCE_BUS_SECRET_DB", "from the environment", "AWS_SECRET_ACCESS_KEY", "not for you"),
                SecretResolverTest::open);
    }

    /** Stands for the key ring: the "ciphertext" is the text after what it is bound to. */
    private static byte[] open(SealedText sealed, String commandId, String instanceId, String field)
            throws GeneralSecurityException {
        String bound = commandId + "\n" + instanceId + "\n" + field + "\n";
        String all = StandardCharsets.UTF_8
                .decode(sealed.getCiphertext().duplicate())
                .toString();
        if (!all.startsWith(bound)) {
            throw new GeneralSecurityException("Tag mismatch");
        }
        return all.substring(bound.length()).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void givesClearTextOnlyWhereItIsAllowed() throws SecretFailure {
        ProtectedText text = new ProtectedText("uptime", null, null);

        assertThat(resolve(text, Clear.ALLOWED)).isEqualTo("uptime");
        fails(text, Kind.CLEAR_REFUSED);
    }

    @Test
    void opensASealBoundToThisCommandInstanceAndFieldAndNoOther() throws SecretFailure {
        assertThat(resolve(sealed("c1\ni1\nrun.secret\nhunter2"), Clear.REFUSED))
                .isEqualTo("hunter2");
        fails(sealed("c2\ni1\nrun.secret\nhunter2"), Kind.SEAL_REFUSED);
        fails(sealed("c1\ni1\nrun.commandLine\nhunter2"), Kind.SEAL_REFUSED);
    }

    @Test
    void readsAFileWithoutItsLastLineEnd() throws Exception {
        Files.writeString(folder.resolve("ssh-key.pem"), "line 1\nline 2\n\n");
        Files.writeString(folder.resolve("dos"), "hunter2\r\n");

        assertThat(resolve(reference("file:ssh-key.pem"), Clear.REFUSED)).isEqualTo("line 1\nline 2\n");
        assertThat(resolve(reference("file:dos"), Clear.REFUSED)).isEqualTo("hunter2");
    }

    @Test
    void followsLinksWithinTheFolderAndNotOutOfIt() throws Exception {
        Path version = Files.createDirectory(folder.resolve("..2026"));
        Files.writeString(version.resolve("password"), "hunter2");
        Files.createSymbolicLink(folder.resolve("password"), Path.of("..2026", "password"));
        Files.createSymbolicLink(folder.resolve("escape"), parent.resolve("outside"));

        assertThat(resolve(reference("file:password"), Clear.REFUSED)).isEqualTo("hunter2");
        fails(reference("file:escape"), Kind.REFERENCE_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "/etc/passwd", "..", ".", "", "a/b", "..2026/x", "a\0b", ".hidden"})
    void refusesNamesThatCouldLeadElsewhere(String name) {
        fails(reference("file:" + name), Kind.REFERENCE_REFUSED);
    }

    @Test
    void refusesWhatIsNoPlainFileOfAtMost64KiB() throws Exception {
        Files.createDirectory(folder.resolve("folder"));
        Files.write(folder.resolve("large"), new byte[64 * 1024 + 1]);
        Files.write(folder.resolve("largest"), new byte[64 * 1024]);

        fails(reference("file:folder"), Kind.REFERENCE_REFUSED);
        fails(reference("file:large"), Kind.REFERENCE_REFUSED);
        assertThat(resolve(reference("file:largest"), Clear.REFUSED)).hasSize(64 * 1024);
    }

    @Test
    void readsOnlyEnvironmentVariablesMeantForIt() throws SecretFailure {
        assertThat(resolve(reference("env:INSTANCE_BUS_SECRET_DB"), Clear.REFUSED))
                .isEqualTo("from the environment");
        fails(reference("env:AWS_SECRET_ACCESS_KEY"), Kind.REFERENCE_REFUSED);
        fails(reference("env:INSTANCE_BUS_SECRET_NONE"), Kind.NOT_FOUND);
    }

    @Test
    void saysWhatIsMissingOrMalformed() {
        fails(reference("file:none"), Kind.NOT_FOUND);
        fails(new ProtectedText(null, null, null), Kind.MALFORMED);
        fails(new ProtectedText("a", null, "file:b"), Kind.MALFORMED);
        assertThat(fails(reference("hunter2"), Kind.MALFORMED)).doesNotContain("hunter2");
        SecretResolver withoutFolder = new SecretResolver(Optional.empty(), Map.of(), SecretResolverTest::open);
        assertThatExceptionOfType(SecretFailure.class)
                .isThrownBy(() -> withoutFolder.resolve(reference("file:x"), "c1", "i1", "f", Clear.REFUSED))
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

    private String resolve(ProtectedText text, Clear clear) throws SecretFailure {
        try (Secret secret = resolver.resolve(text, "c1", "i1", "run.secret", clear)) {
            return new String(secret.bytes(), StandardCharsets.UTF_8);
        }
    }

    private String fails(ProtectedText text, Kind kind) {
        SecretFailure failure = assertThatExceptionOfType(SecretFailure.class)
                .isThrownBy(() -> resolve(text, Clear.REFUSED))
                .actual();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.getMessage()).doesNotContain("hunter2").doesNotContain("not for you");
        return String.valueOf(failure.getMessage());
    }

    private static ProtectedText reference(String reference) {
        return new ProtectedText(null, null, reference);
    }

    private static ProtectedText sealed(String ciphertext) {
        ByteBuffer bytes = ByteBuffer.wrap(ciphertext.getBytes(StandardCharsets.UTF_8));
        return new ProtectedText(null, new SealedText("key-1", ByteBuffer.allocate(32), bytes), null);
    }
}
