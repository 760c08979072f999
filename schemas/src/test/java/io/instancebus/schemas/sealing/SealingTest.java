package io.instancebus.schemas.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.RunOnInstance;
import io.instancebus.avro.SealedText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingTest {
    private static final String FIELD = SecretField.CREDENTIAL_SECRET;
    private static final Instant TIME = Instant.ofEpochMilli(1_800_000_000_123L);
    private static final SealedUse USE = use("c-1", "i-1", FIELD);

    @TempDir
    Path folder;

    private final SealingKeyPair pair = SealingKeyPair.generate();

    @Test
    void theSuiteIsTheOneOfRfc9180AppendixA2() throws Exception {
        byte[] plaintext = Hpke.open(
                Hpke.keyPair(hex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"
                        + "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a")),
                hex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"),
                hex("4f6465206f6e2061204772656369616e2055726e"),
                hex("436f756e742d30"),
                hex("1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28"));
        assertThat(new String(plaintext, StandardCharsets.UTF_8)).isEqualTo("Beauty is truth, truth beauty");
    }

    @Test
    void aSecretOpensForItsCommandInstanceAndFieldOnly() throws UnsealingFailed {
        SealedText sealed = Sealer.seal(pair.publicKey(), USE, "pässword");
        assertThat(pair.open(sealed, USE)).isEqualTo("pässword".getBytes(StandardCharsets.UTF_8));
        assertThat(pair.open(sealed, USE)).as("opening leaves it as it was").isNotEmpty();
        assertRefused(sealed, use("c-2", "i-1", FIELD));
        assertRefused(sealed, use("c-1", "i-2", FIELD));
        assertRefused(sealed, use("c-1", "i-1", SecretField.CREDENTIAL_PASSPHRASE));
    }

    /** Sent to another place, as another user, or again when its command is forgotten, a secret of a run does not open. */
    @Test
    void aSecretOfARunOpensForItsPlaceUserAndTimeOnly() {
        SealedText sealed = Sealer.seal(pair.publicKey(), USE, "secret");
        SealedUse[] others = {
            SealedUse.run(FIELD, "c-1", "i-1", TIME.plusMillis(1), "root", "192.0.2.7", 22, null),
            SealedUse.run(FIELD, "c-1", "i-1", TIME, "admin", "192.0.2.7", 22, null),
            SealedUse.run(FIELD, "c-1", "i-1", TIME, null, "192.0.2.7", 22, null),
            SealedUse.run(FIELD, "c-1", "i-1", TIME, "root", "192.0.2.8", 22, null),
            SealedUse.run(FIELD, "c-1", "i-1", TIME, "root", null, 22, null),
            SealedUse.run(FIELD, "c-1", "i-1", TIME, "root", "192.0.2.7", 2222, null),
            SealedUse.run(FIELD, "c-1", "i-1", TIME, "root", "192.0.2.7", null, null),
            SealedUse.run(FIELD, "c-1", "i-1", TIME, "root", "192.0.2.7", 22, "SHA256:x"),
            SealedUse.run(FIELD, "c-1", "i-1", TIME, "root192.0.2.7", "", 22, null),
        };
        for (SealedUse other : others) {
            assertRefused(sealed, other);
        }
    }

    @Test
    void userDataOpensForItsAccountImageAndTimeOnly() throws UnsealingFailed {
        SealedUse use = SealedUse.userData("c-1", "i-1", TIME, "prod", "img1");
        SealedText sealed = Sealer.seal(pair.publicKey(), use, "secret");
        assertThat(pair.open(sealed, use)).asString().isEqualTo("secret");
        assertRefused(sealed, SealedUse.userData("c-1", "i-1", TIME, "mine", "img1"));
        assertRefused(sealed, SealedUse.userData("c-1", "i-1", TIME, "prod", "img2"));
        assertRefused(sealed, SealedUse.userData("c-1", "i-1", TIME.plusSeconds(1), "prod", "img1"));
    }

    /** As other languages have to write it. */
    @Test
    void theAdditionalDataIsEachTextAfterItsLength() {
        SealedUse use = SealedUse.run("f", "c", "i", Instant.ofEpochMilli(12), "ü", null, 22, "");
        assertThat(use.bytes())
                .isEqualTo(hex("0000000166" + "0000000163" + "0000000169" + "000000023132" + "00000002c3bc" + "ffffffff"
                        + "000000023232" + "00000000"));
        assertThat(SealedUse.adminPassword("c", "i").bytes())
                .startsWith(hex("0000001c"))
                .endsWith(hex("0000000163" + "0000000169"));
    }

    @Test
    void aUseIsThatOfTheCommandAsItStands() {
        RunOnInstance run = new RunOnInstance();
        run.setUsername("root");
        run.setPort(22);
        InstanceCommand command = new InstanceCommand();
        command.setCommandId("c-1");
        command.setInstanceId("i-1");
        command.setIssuedAt(TIME);
        command.setType("RunOnInstance");
        command.setRunOnInstance(run);
        assertThat(SealedUse.of(command, SecretField.COMMAND_LINE))
                .isEqualTo(SealedUse.run(SecretField.COMMAND_LINE, "c-1", "i-1", TIME, "root", null, 22, null));
        assertThatThrownBy(() -> SealedUse.of(command, SecretField.USER_DATA))
                .hasMessage("a RunOnInstance has no createInstance.userData");
    }

    @Test
    void aPublicKeyThatComesToNothingIsRefused() {
        assertThatThrownBy(() -> Sealer.seal(SealingPublicKey.of(new byte[32]), USE, "secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing can be sealed");
    }

    @Test
    void anyChangeIsNoticed() {
        SealedText sealed = Sealer.seal(pair.publicKey(), USE, "secret");
        for (int i = 0; i < sealed.getCiphertext().remaining(); i++) {
            SealedText changed = copy(sealed);
            changed.getCiphertext().put(i, (byte) (changed.getCiphertext().get(i) ^ 1));
            assertRefused(changed, USE);
        }
        SealedText otherKey = copy(sealed);
        otherKey.getEncapsulatedKey()
                .put(3, (byte) (otherKey.getEncapsulatedKey().get(3) ^ 1));
        assertRefused(otherKey, USE);
        for (int length : new int[] {0, 1, 31, 33}) {
            SealedText wrongLength = copy(sealed);
            wrongLength.setEncapsulatedKey(ByteBuffer.allocate(length));
            assertRefused(wrongLength, USE);
            SealedText cut = copy(sealed);
            cut.setCiphertext(ByteBuffer.allocate(length));
            assertRefused(cut, USE);
        }
        SealedText zeroPoint = copy(sealed);
        zeroPoint.setEncapsulatedKey(ByteBuffer.allocate(32));
        assertRefused(zeroPoint, USE);
    }

    @Test
    void theSameSecretSealedTwiceLooksDifferent() {
        assertThat(Sealer.seal(pair.publicKey(), USE, "secret"))
                .isNotEqualTo(Sealer.seal(pair.publicKey(), USE, "secret"));
    }

    @Test
    void aKeyThatIsNotHeldIsToldApartFromATamperedText() {
        SealedText sealed = Sealer.seal(SealingKeyPair.generate().publicKey(), USE, "secret");
        assertThatThrownBy(() -> new KeyRing(List.of(pair)).open(sealed, USE))
                .isInstanceOfSatisfying(
                        UnsealingFailed.class,
                        e -> assertThat(e.reason()).isEqualTo(UnsealingFailed.Reason.UNKNOWN_KEY));
    }

    @Test
    void theKeyIdIsDerivedFromTheKeyAndCheckedWhenPublished() {
        SealingPublicKey key = pair.publicKey();
        assertThat(key.keyId()).matches("[0-9a-f]{16}");
        assertThat(SealingPublicKey.from(key.toAvro())).isEqualTo(key);
        assertThatThrownBy(() -> new SealingPublicKey("0123456789abcdef", key.bytes()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SealingPublicKey.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        var other = key.toAvro();
        other.setAlgorithm("ROT13");
        assertThatThrownBy(() -> SealingPublicKey.from(other)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLongestSecretFitsAndALongerOneIsRefused() throws UnsealingFailed {
        byte[] longest = new byte[Sealer.MAX_BYTES];
        SealedText sealed = Sealer.seal(pair.publicKey(), USE, longest);
        assertThat(sealed.getCiphertext().remaining()).isEqualTo(64 << 10);
        assertThat(pair.open(sealed, USE)).isEqualTo(longest);
        assertThatThrownBy(() -> Sealer.seal(pair.publicKey(), USE, new byte[Sealer.MAX_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFolderKeepsItsKeyForTheOwnerAlone() throws Exception {
        Path keys = folder.resolve("a/keys");
        KeyRing first = KeyRing.in(keys);
        SealedText sealed = Sealer.seal(first.publicKey(), USE, "secret");
        KeyRing again = KeyRing.in(keys);
        assertThat(again.publicKey()).isEqualTo(first.publicKey());
        assertThat(again.open(sealed, USE)).asString().isEqualTo("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(onlyKey(keys))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                .isEqualTo("rwx------");
    }

    @Test
    void afterARotationTheNewKeyIsPublishedAndTheOldOneStillOpens() throws Exception {
        KeyRing before = KeyRing.in(folder);
        SealedText old = Sealer.seal(before.publicKey(), USE, "secret");
        KeyRing after = KeyRing.rotate(folder);
        assertThat(after.publicKey()).isNotEqualTo(before.publicKey());
        assertThat(after.publicKeys()).hasSize(2).contains(before.publicKey());
        assertThat(after.open(old, USE)).asString().isEqualTo("secret");
        assertThat(KeyRing.in(folder).publicKey()).isEqualTo(after.publicKey());
    }

    @Test
    void workersThatStartAtOnceMakeOneKey() throws Exception {
        try (var pool = Executors.newFixedThreadPool(8)) {
            Callable<String> start = () -> KeyRing.in(folder).publicKey().keyId();
            var ids = pool.invokeAll(IntStream.range(0, 8).mapToObj(i -> start).toList());
            assertThat(ids.stream().map(f -> f.resultNow()).collect(Collectors.toSet()))
                    .hasSize(1);
        }
    }

    @Test
    void aDamagedOrOpenKeyFileIsNoticedAtTheStart() throws Exception {
        KeyRing.in(folder);
        Path key = onlyKey(folder);
        String good = Files.readString(key);
        Files.writeString(key, "A".repeat(10) + good.substring(10));
        assertThatThrownBy(() -> KeyRing.in(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key.toString())
                .hasMessageNotContaining(good.substring(20, 30));
        Files.writeString(key, good);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> KeyRing.in(folder)).hasMessageContaining("chmod 600");
    }

    @Test
    void nothingShowsAPrivateKey() {
        String secret = HexFormat.of().formatHex(pair.privateAndPublic(), 0, 32);
        assertThat(Stream.of(pair, pair.publicKey(), new KeyRing(List.of(pair))).map(Object::toString))
                .allSatisfy(text -> assertThat(text)
                        .contains(pair.publicKey().keyId())
                        .doesNotContain(secret)
                        .hasSizeLessThan(60));
    }

    private void assertRefused(SealedText sealed, SealedUse use) {
        assertThatThrownBy(() -> pair.open(sealed, use))
                .isInstanceOfSatisfying(
                        UnsealingFailed.class,
                        e -> assertThat(e.reason()).isEqualTo(UnsealingFailed.Reason.NOT_FOR_THIS_USE));
    }

    private static SealedUse use(String commandId, String instanceId, String field) {
        return SealedUse.run(field, commandId, instanceId, TIME, "root", "192.0.2.7", 22, null);
    }

    private static SealedText copy(SealedText sealed) {
        return new SealedText(sealed.getKeyId(), copy(sealed.getEncapsulatedKey()), copy(sealed.getCiphertext()));
    }

    private static ByteBuffer copy(ByteBuffer buffer) {
        return ByteBuffer.wrap(Arrays.copyOf(buffer.array(), buffer.remaining()));
    }

    private static Path onlyKey(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".key"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
