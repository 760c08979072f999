package io.instancebus.worker.ssh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Collection;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.loader.openssh.OpenSSHKeyPairResourceParser;
import org.apache.sshd.common.util.logging.SimplifiedLog;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** Reads private keys: the OpenSSH format with MINA, PEM and PKCS#8 with Bouncy Castle. */
final class PrivateKeys {
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
    private static final Pkcs8Decryption PKCS8 = new Pkcs8Decryption(PROVIDER);
    private static final OpenSSHKeyPairResourceParser OPENSSH = new QuietOpenSshParser();

    private PrivateKeys() {}

    /**
     * Reads the key pair.
     *
     * @throws SshFailure with {@link FailureKind#INVALID_KEY} and without a cause, because the cause's message could
     *     show the key
     */
    static KeyPair read(SshCredential.PrivateKey credential) throws SshFailure {
        String text = KeyText.plain(credential.key());
        char[] passphrase = credential.passphrase();
        try {
            return text.contains(OpenSSHKeyPairResourceParser.BEGIN_MARKER)
                    ? readOpenSsh(text.getBytes(StandardCharsets.ISO_8859_1), passphrase)
                    : readPem(text, passphrase);
        } catch (Pkcs8Decryption.TooCostly costly) {
            throw unreadable(String.valueOf(costly.getMessage()));
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | RuntimeException unreadable) {
            String complaint = KeyText.complaint(text);
            throw unreadable(complaint.isEmpty() ? guess(passphrase, unreadable) : complaint);
        }
    }

    private static String guess(char @Nullable [] passphrase, Exception unreadable) {
        boolean protectedKey = passphrase != null && passphrase.length > 0;
        return "it is damaged, or not a PEM, PKCS#8 or OpenSSH private key, or "
                + (protectedKey ? "the passphrase is wrong" : "it needs a passphrase") + " ("
                + unreadable.getClass().getSimpleName() + ")";
    }

    private static SshFailure unreadable(String why) {
        return new SshFailure(FailureKind.INVALID_KEY, "The private key cannot be read: " + why);
    }

    private static KeyPair readOpenSsh(byte[] text, char @Nullable [] passphrase)
            throws IOException, GeneralSecurityException {
        FilePasswordProvider provider =
                passphrase == null ? FilePasswordProvider.EMPTY : FilePasswordProvider.of(new String(passphrase));
        NamedResource name = NamedResource.ofName("private key");
        Collection<KeyPair> pairs = OPENSSH.loadKeyPairs(null, name, provider, new ByteArrayInputStream(text));
        return pairs.stream().findFirst().orElseThrow(() -> new IOException("No key in it"));
    }

    private static KeyPair readPem(String text, char @Nullable [] passphrase)
            throws IOException, OperatorCreationException, PKCSException {
        char[] secret = passphrase == null ? new char[0] : passphrase;
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            Object next = parser.readObject();
            while (next != null) {
                // An EC key may be preceded by a separate block with its parameters.
                switch (next) {
                    case PEMKeyPair pair -> {
                        return converter(pair.getPrivateKeyInfo()).getKeyPair(pair);
                    }
                    case PEMEncryptedKeyPair sealed -> {
                        PEMKeyPair pair = sealed.decryptKeyPair(new JcePEMDecryptorProviderBuilder()
                                .setProvider(PROVIDER)
                                .build(secret));
                        return converter(pair.getPrivateKeyInfo()).getKeyPair(pair);
                    }
                    case PrivateKeyInfo info -> {
                        return withPublicKey(info);
                    }
                    case PKCS8EncryptedPrivateKeyInfo sealed -> {
                        return withPublicKey(PKCS8.decrypt(sealed, secret));
                    }
                    default -> next = parser.readObject();
                }
            }
        }
        throw new IOException("No private key in it");
    }

    private static KeyPair withPublicKey(PrivateKeyInfo info) throws IOException {
        AsymmetricKeyParameter publicKey = publicKeyOf(PrivateKeyFactory.createKey(info));
        JcaPEMKeyConverter converter = converter(info);
        return new KeyPair(
                converter.getPublicKey(SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(publicKey)),
                converter.getPrivateKey(info));
    }

    /** MINA signs Ed25519 with Bouncy Castle's keys, and other types with the JDK's. */
    private static JcaPEMKeyConverter converter(PrivateKeyInfo info) throws IOException {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        return PrivateKeyFactory.createKey(info) instanceof Ed25519PrivateKeyParameters
                ? converter.setProvider(PROVIDER)
                : converter;
    }

    private static AsymmetricKeyParameter publicKeyOf(AsymmetricKeyParameter key) throws IOException {
        return switch (key) {
            case RSAPrivateCrtKeyParameters rsa ->
                new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
            case ECPrivateKeyParameters ec ->
                new ECPublicKeyParameters(
                        new FixedPointCombMultiplier()
                                .multiply(ec.getParameters().getG(), ec.getD()),
                        ec.getParameters());
            case Ed25519PrivateKeyParameters ed -> ed.generatePublicKey();
            default -> throw new IOException("Neither RSA, ECDSA nor Ed25519");
        };
    }

    /** The library's own parser logs the decoded key at TRACE. */
    private static final class QuietOpenSshParser extends OpenSSHKeyPairResourceParser {
        @Override
        protected SimplifiedLog getSimplifiedLogger() {
            return SimplifiedLog.EMPTY;
        }
    }
}
