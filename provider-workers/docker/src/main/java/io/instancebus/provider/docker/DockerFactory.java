package io.instancebus.provider.docker;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.provider.Secret;
import io.instancebus.provider.SecretFailure;
import io.instancebus.provider.Secrets;
import io.instancebus.provider.http.ClientCertificate;
import io.instancebus.provider.http.Trust;
import io.instancebus.time.Clocks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/** Opens accounts at a Docker engine. */
public final class DockerFactory implements ProviderFactory {
    private static final String FIELD = "docker.key";

    @Override
    public ProviderType type() {
        return ProviderType.DOCKER;
    }

    @Override
    public Provider open(AccountConfig account, Secrets secrets) {
        DockerConfig config = DockerConfig.read(account.settings());
        return DockerProvider.open(config, tls(config, secrets), Clocks.system());
    }

    private static SSLContext tls(DockerConfig config, Secrets secrets) {
        Path authority = config.caFile();
        Trust trust = authority == null ? new Trust.Machine() : new Trust.Authority(authority);
        Path certificate = config.certificateFile();
        String key = config.keyReference();
        return certificate == null || key == null
                ? trust.context()
                : trust.context(managers(certificate, key, secrets));
    }

    private static KeyManager[] managers(Path certificate, String keyReference, Secrets secrets) {
        try (Secret key = secrets.lookUp(keyReference, FIELD)) {
            byte[] pem = key.bytes();
            try {
                return ClientCertificate.managers(certificate, new String(pem, StandardCharsets.US_ASCII));
            } finally {
                Arrays.fill(pem, (byte) 0);
            }
        } catch (SecretFailure e) {
            throw new IllegalArgumentException("docker.key cannot be read: " + e.getMessage(), e);
        }
    }
}
