package io.instancebus.worker.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.instancebus.domain.ProtectedText;
import io.instancebus.mapping.SecretMapping;
import io.instancebus.provider.Secret;
import io.instancebus.provider.SecretFailure;
import io.instancebus.provider.SecretFailure.Kind;
import io.instancebus.schemas.sealing.KeyRing;
import io.instancebus.schemas.sealing.SealedUse;
import io.instancebus.schemas.sealing.Sealer;
import io.instancebus.schemas.sealing.SealingKeyPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The secrets that a command can use. */
class CommandSecretsTest {
    private static final SealedUse USE =
            SealedUse.run(Purpose.PASSWORD.field(), "c1", "i1", Instant.EPOCH, null, null, null, null);

    @TempDir
    private Path root;

    private final SealingKeyPair pair = SealingKeyPair.generate();
    private CommandSecrets secrets;

    @BeforeEach
    void setUp() throws IOException {
        Files.writeString(root.resolve("ec2-prod"), "the cloud's key");
        put("prod", Purpose.PASSWORD, "login", "hunter2");
        secrets = new CommandSecrets(Optional.of(root), new KeyRing(List.of(pair))::open);
    }

    @Test
    void aReferenceIsLookedUpInTheFolderOfItsAccountAndPurpose() throws Exception {
        put("prod", Purpose.PRIVATE_KEY, "login", "a key\n");
        assertThat(opened("file:login", Purpose.PASSWORD, "prod")).isEqualTo("hunter2");
        assertThat(opened("file:login", Purpose.PRIVATE_KEY, "prod")).isEqualTo("a key");
    }

    @ParameterizedTest
    @EnumSource(Purpose.class)
    void noCommandNamesACloudCredential(Purpose purpose) {
        String message = fails("file:ec2-prod", purpose, "prod", Kind.NOT_FOUND);
        assertThat(message).contains("commands/prod/" + purpose.folder());
        assertThat(message.replace("ec2-prod", "nothing"))
                .as("whether there is one of that name is not told")
                .isEqualTo(fails("file:nothing", purpose, "prod", Kind.NOT_FOUND));
    }

    @Test
    void aSecretServesNoOtherPurposeAndNoOtherAccount() throws Exception {
        put("other", Purpose.PASSWORD, "theirs", "hunter3");
        fails("file:login", Purpose.COMMAND_LINE, "prod", Kind.NOT_FOUND);
        fails("file:login", Purpose.PRIVATE_KEY, "prod", Kind.NOT_FOUND);
        fails("file:theirs", Purpose.PASSWORD, "prod", Kind.NOT_FOUND);
        fails("file:login", Purpose.PASSWORD, "prod.", Kind.NOT_FOUND);
        fails("file:login", Purpose.PASSWORD, "Prod", Kind.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "../..", "prod/../prod", "", "prod/passwords/..", "/"})
    void anAccountsNameLeadsNowhereElse(String account) {
        fails("file:login", Purpose.PASSWORD, account, Kind.NOT_FOUND);
        fails("file:ec2-prod", Purpose.PASSWORD, account, Kind.NOT_FOUND);
    }

    @Test
    void linksLeadNowhereElse() throws Exception {
        Path passwords = root.resolve("commands/prod/passwords");
        Files.createSymbolicLink(passwords.resolve("cloud"), root.resolve("ec2-prod"));
        Files.createSymbolicLink(root.resolve("commands/linked"), root.resolve("commands/prod"));
        Files.createDirectories(root.resolve("commands/half"));
        Files.createSymbolicLink(root.resolve("commands/half/passwords"), root);

        fails("file:cloud", Purpose.PASSWORD, "prod", Kind.REFERENCE_REFUSED);
        fails("file:login", Purpose.PASSWORD, "linked", Kind.NOT_FOUND);
        fails("file:ec2-prod", Purpose.PASSWORD, "half", Kind.NOT_FOUND);
    }

    /** As container platforms mount a secret whose names have folders. */
    @Test
    void theWholeFolderMayBeALinkWithinTheSecretsFolder() throws Exception {
        Path mount = Files.createDirectory(root.resolve("mount"));
        Path file = mount.resolve("..2026/commands/prod/passwords/login");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "hunter4");
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026"));
        Files.createSymbolicLink(mount.resolve("commands"), Path.of("..data/commands"));
        secrets = new CommandSecrets(Optional.of(mount), new KeyRing(List.of(pair))::open);

        assertThat(opened("file:login", Purpose.PASSWORD, "prod")).isEqualTo("hunter4");
    }

    @Test
    void theEnvironmentBelongsToNoAccount() {
        assertThat(fails("env:INSTANCE_BUS_SECRET_EC2", Purpose.PASSWORD, "prod", Kind.REFERENCE_REFUSED))
                .contains("only the accounts file");
    }

    @Test
    void withoutASecretsFolderNothingIsThere() {
        secrets = new CommandSecrets(Optional.empty(), pair::open);
        fails("file:login", Purpose.PASSWORD, "prod", Kind.NOT_FOUND);
    }

    @Test
    void clearTextIsTakenOnlyWhereItIsNoCredential() throws SecretFailure {
        ProtectedText clear = new ProtectedText.Clear("uptime");
        assertThat(opened(clear, Purpose.COMMAND_LINE, "prod")).isEqualTo("uptime");
        assertThat(opened(clear, Purpose.USER_DATA, "prod")).isEqualTo("uptime");
        for (Purpose purpose : List.of(Purpose.PASSWORD, Purpose.PRIVATE_KEY, Purpose.PASSPHRASE)) {
            assertThat(fails(clear, purpose, "prod", Kind.CLEAR_REFUSED)).doesNotContain("uptime");
        }
    }

    @Test
    void aSealedTextOpensForItsUseAndSaysToWhichKeysElse() throws SecretFailure {
        assertThat(opened(sealed(pair, USE), Purpose.PASSWORD, "prod")).isEqualTo("hunter5");
        fails(sealed(pair, SealedUse.adminPassword("c1", "i1")), Purpose.PASSWORD, "prod", Kind.SEAL_REFUSED);
        SealingKeyPair another = SealingKeyPair.generate();
        assertThat(fails(sealed(another, USE), Purpose.PASSWORD, "prod", Kind.SEAL_REFUSED))
                .contains(another.publicKey().keyId(), pair.publicKey().keyId());
    }

    private static ProtectedText sealed(SealingKeyPair to, SealedUse use) {
        return SecretMapping.fromAvro(Sealer.seal(to.publicKey(), use, "hunter5"));
    }

    private void put(String account, Purpose purpose, String name, String content) throws IOException {
        Path folder = Files.createDirectories(
                root.resolve("commands").resolve(account).resolve(purpose.folder()));
        Files.writeString(folder.resolve(name), content);
    }

    private String opened(String reference, Purpose purpose, String account) throws SecretFailure {
        return opened(new ProtectedText.Reference(reference), purpose, account);
    }

    private String opened(ProtectedText text, Purpose purpose, String account) throws SecretFailure {
        try (Secret secret = secrets.open(text, purpose, account, USE)) {
            return new String(secret.bytes(), StandardCharsets.UTF_8);
        }
    }

    private String fails(String reference, Purpose purpose, String account, Kind kind) {
        return fails(new ProtectedText.Reference(reference), purpose, account, kind);
    }

    private String fails(ProtectedText text, Purpose purpose, String account, Kind kind) {
        SecretFailure failure = assertThatExceptionOfType(SecretFailure.class)
                .isThrownBy(() -> opened(text, purpose, account))
                .actual();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.getMessage()).doesNotContain("hunter").doesNotContain("the cloud's key");
        return String.valueOf(failure.getMessage());
    }
}
