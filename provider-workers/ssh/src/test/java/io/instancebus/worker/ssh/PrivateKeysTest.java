package io.instancebus.worker.ssh;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.util.PBKDFConfig;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Private keys in the forms in which users send them. */
@Tag("slow")
@Tag("sshd")
class PrivateKeysTest {
    private static final String PASSPHRASE = "pässphrase";

    @TempDir
    Path files;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void readsPkcs8EncryptedWithScrypt(String algorithm) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        String key = encrypted(
                pair, new ScryptConfig.Builder(16_384, 8, 1).withSaltLength(16).build());

        assertThat(read(key, PASSPHRASE).getPublic().getEncoded())
                .isEqualTo(pair.getPublic().getEncoded());
        assertThat(failure(key, "wrong")).contains("the passphrase is wrong");
        assertThat(failure(key, null)).contains("it needs a passphrase");
    }

    @Test
    void doesNoMoreWorkForAKeyThanIsReasonable() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        assertThat(failure(
                        encrypted(
                                pair,
                                new ScryptConfig.Builder(1 << 17, 8, 1)
                                        .withSaltLength(16)
                                        .build()),
                        PASSPHRASE))
                .contains("more work than the limit for one key");
        assertThat(failure(claimingPbkdf2Iterations(10_000_001), PASSPHRASE))
                .contains("more work than the limit for one key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t rsa -b 2048 -m PEM", "-t ecdsa -m PEM", "-t ecdsa -m PKCS8", "-t ed25519"})
    void readsWhatEditorsMakeOfAKey(String kind) throws Exception {
        OpenSshServer.require();
        for (String passphrase : List.of("", PASSPHRASE)) {
            String key = new String(
                    OpenSshServer.keygen(
                            files.resolve("id" + passphrase.length()),
                            Stream.concat(Stream.of(kind.split(" ")), Stream.of("-N", passphrase))
                                    .toArray(String[]::new)),
                    UTF_8);
            String secret = passphrase.isEmpty() ? null : passphrase;
            byte[] expected = read(key, secret).getPublic().getEncoded();
            String indented = key.lines().map(line -> "    " + line + " ").collect(Collectors.joining("\n"));
            String crlf = key.replace("\n", "\r\n");

            for (String each : List.of(crlf, "\n \n\n" + key, "\r\n" + crlf, indented, key.replace('\n', '\r'))) {
                for (Charset charset : List.of(UTF_8, UTF_16LE, UTF_16BE)) {
                    byte[] text = ("\ufeff" + each).getBytes(charset);
                    assertThat(read(text, secret).getPublic().getEncoded())
                            .as(charset + " " + each)
                            .isEqualTo(expected);
                }
                assertThat(read(each, secret).getPublic().getEncoded()).as(each).isEqualTo(expected);
            }
        }
    }

    @Test
    void saysWhatATextIsThatIsNoPrivateKey() {
        assertThat(failure("", null)).contains("it is empty");
        assertThat(failure("PuTTY-User-Key-File-3: ssh-ed25519\n", null)).contains("PuTTY");
        assertThat(failure("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ me@home", null))
                .contains("it is a public key");
        assertThat(failure("hunter2", null)).contains("no line -----BEGIN").doesNotContain("hunter2");
    }

    /** What a key says that was derived with so many iterations; deriving one takes seconds. */
    private static String claimingPbkdf2Iterations(int iterations) throws Exception {
        var derivation =
                new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(new byte[16], iterations));
        var cipher = new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[16]));
        return pem(new PKCS8EncryptedPrivateKeyInfo(new EncryptedPrivateKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, new PBES2Parameters(derivation, cipher)),
                new byte[64])));
    }

    private static String encrypted(KeyPair pair, PBKDFConfig derivation) throws Exception {
        var encryptor = new JcePKCSPBEOutputEncryptorBuilder(derivation, NISTObjectIdentifiers.id_aes256_CBC)
                .setProvider(new BouncyCastleProvider())
                .build(PASSPHRASE.toCharArray());
        PrivateKeyInfo plain = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
        return pem(new PKCS8EncryptedPrivateKeyInfoBuilder(plain).build(encryptor));
    }

    private static String pem(PKCS8EncryptedPrivateKeyInfo key) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(key);
        }
        return text.toString();
    }

    private static KeyPair read(String key, @Nullable String passphrase) throws SshFailure {
        return read(key.getBytes(UTF_8), passphrase);
    }

    private static KeyPair read(byte[] key, @Nullable String passphrase) throws SshFailure {
        return PrivateKeys.read(
                new SshCredential.PrivateKey(key, passphrase == null ? null : passphrase.toCharArray()));
    }

    private static String failure(String key, @Nullable String passphrase) {
        SshFailure failure = catchThrowableOfType(SshFailure.class, () -> read(key, passphrase));
        assertThat(failure.kind()).isEqualTo(FailureKind.INVALID_KEY);
        return String.valueOf(failure.getMessage());
    }
}
