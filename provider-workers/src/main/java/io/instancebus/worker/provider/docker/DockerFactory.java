package io.instancebus.worker.provider.docker;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ProviderFactory;
import io.instancebus.worker.provider.Secret;
import io.instancebus.worker.provider.SecretFailure;
import io.instancebus.worker.provider.Secrets;
import io.instancebus.worker.provider.http.ClientCertificate;
import io.instancebus.worker.provider.http.Trust;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/** Opens accounts with a Docker engine. */
public record DockerFactory(Secrets secrets) implements ProviderFactory {
    private static final String FIELD = "docker.key";

    @Override
    public Provider open(AccountConfig account) {
        DockerConfig config = DockerConfig.read(account.settings());
        return DockerProvider.open(config, tls(config), Clock.systemUTC());
    }

    private SSLContext tls(DockerConfig config) {
        Path authority = config.caFile();
        Trust trust = authority == null ? new Trust.Machine() : new Trust.Authority(authority);
        Path certificate = config.certificateFile();
        String key = config.keyReference();
        return certificate == null || key == null ? trust.context() : trust.context(managers(certificate, key));
    }

    private KeyManager[] managers(Path certificate, String keyReference) {
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
