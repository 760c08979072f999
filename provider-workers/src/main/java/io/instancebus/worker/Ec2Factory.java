package io.instancebus.worker;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ec2.AccessKey;
import io.instancebus.worker.provider.ec2.Ec2Config;
import io.instancebus.worker.provider.ec2.Ec2Provider;
import io.instancebus.worker.secret.Secret;
import io.instancebus.worker.secret.SecretFailure;
import io.instancebus.worker.secret.SecretResolver;
import java.time.Clock;

/** Opens accounts with a region of EC2. */
record Ec2Factory(SecretResolver secrets) implements ProviderFactory {

    @Override
    public Provider open(AccountConfig account) {
        Ec2Config config = Ec2Config.read(account.settings());
        return new Ec2Provider(config, () -> key(config), Clock.systemUTC());
    }

    private AccessKey key(Ec2Config config) throws SecretFailure {
        String id = config.accessKeyId();
        String token = config.sessionTokenReference();
        return new AccessKey(
                Ec2Config.isReference(id) ? secret(id, "ec2.access-key-id") : id,
                secret(config.secretAccessKeyReference(), "ec2.secret-access-key"),
                token == null ? null : secret(token, "ec2.session-token"));
    }

    /** jclouds signs with text, so it cannot be wiped. */
    private String secret(String reference, String field) throws SecretFailure {
        try (Secret secret = secrets.lookUp(reference, field)) {
            return new String(secret.chars()).strip();
        }
    }
}
