package io.instancebus.worker.ssh;

import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/**
 * Decrypts PKCS#8 keys. The key determines the work factor and may come from a hostile sender, so the work is bounded.
 */
final class Pkcs8Decryption {
    /** Blocks of 128 bytes: 64 MiB. OpenSSL's default is a quarter of that. */
    private static final BigInteger MOST_BLOCKS = BigInteger.valueOf(1 << 19);

    private static final BigInteger MOST_MIXING = BigInteger.valueOf(1 << 21);
    private static final BigInteger MOST_ITERATIONS = BigInteger.valueOf(10_000_000);

    private final BouncyCastleProvider provider;

    Pkcs8Decryption(BouncyCastleProvider provider) {
        this.provider = provider;
    }

    PrivateKeyInfo decrypt(PKCS8EncryptedPrivateKeyInfo sealed, char[] passphrase)
            throws IOException, OperatorCreationException, PKCSException {
        AlgorithmIdentifier algorithm =
                AlgorithmIdentifier.getInstance(sealed.toASN1Structure().getEncryptionAlgorithm());
        return sealed.decryptPrivateKeyInfo(decryptor(algorithm, passphrase));
    }

    private InputDecryptorProvider decryptor(AlgorithmIdentifier algorithm, char[] passphrase)
            throws IOException, OperatorCreationException {
        ASN1ObjectIdentifier name = algorithm.getAlgorithm();
        ASN1Encodable parameters = algorithm.getParameters();
        if (!name.equals(PKCSObjectIdentifiers.id_PBES2)) {
            // PKCS#12 and PKCS#5 v1: the same salt and count.
            bound(PKCS12PBEParams.getInstance(parameters).getIterations(), MOST_ITERATIONS);
            return openSsl(passphrase);
        }
        KeyDerivationFunc derivation = PBES2Parameters.getInstance(parameters).getKeyDerivationFunc();
        if (!derivation.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
            bound(PBKDF2Params.getInstance(derivation.getParameters()).getIterationCount(), MOST_ITERATIONS);
            return openSsl(passphrase);
        }
        ScryptParams scrypt = ScryptParams.getInstance(derivation.getParameters());
        BigInteger blocks = scrypt.getCostParameter().multiply(scrypt.getBlockSize());
        bound(blocks, MOST_BLOCKS);
        bound(blocks.multiply(scrypt.getParallelizationParameter()), MOST_MIXING);
        return new JcePKCSPBEInputDecryptorProviderBuilder()
                .setProvider(provider)
                .build(passphrase);
    }

    private InputDecryptorProvider openSsl(char[] passphrase) throws OperatorCreationException {
        return new JceOpenSSLPKCS8DecryptorProviderBuilder()
                .setProvider(provider)
                .build(passphrase);
    }

    private static void bound(BigInteger asked, BigInteger most) throws IOException {
        if (asked.signum() <= 0 || asked.compareTo(most) > 0) {
            throw new TooCostly();
        }
    }

    /** The key requires more work than the bound. */
    static final class TooCostly extends IOException {
        private static final long serialVersionUID = 1L;

        TooCostly() {
            super("its encryption requires more work than the limit for one key");
        }
    }
}
