package io.instancebus.worker.provider.ec2;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.FailureCategory;
import io.instancebus.worker.provider.AccountSettings;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ProviderFactory;
import io.instancebus.worker.provider.ProviderFailure;
import io.instancebus.worker.provider.Secret;
import io.instancebus.worker.provider.SecretFailure;
import io.instancebus.worker.provider.Secrets;
import java.time.Clock;
import java.time.InstantSource;

/** Opens accounts with a region of EC2. */
public record Ec2Factory(Secrets secrets) implements ProviderFactory {

    @Override
    public Provider open(AccountConfig account) {
        Ec2Config config = Ec2Config.read(account.settings());
        return new Ec2Provider(config, source(config.key()), Clock.systemUTC());
    }

    private AccessKey.Source source(KeyOrigin origin) {
        return switch (origin) {
            case KeyOrigin.Stored stored -> () -> key(stored);
            case KeyOrigin.InstanceProfile profile ->
                new InstanceProfileKey(profile.metadataEndpoint(), InstantSource.system());
        };
    }

    private AccessKey key(KeyOrigin.Stored stored) throws ProviderFailure {
        String id = stored.accessKeyId();
        String token = stored.sessionTokenReference();
        try {
            return new AccessKey(
                    AccountSettings.isReference(id) ? secret(id, "ec2.access-key-id") : id,
                    secret(stored.secretAccessKeyReference(), "ec2.secret-access-key"),
                    token == null ? null : secret(token, "ec2.session-token"));
        } catch (SecretFailure e) {
            throw ProviderFailure.of(FailureCategory.AUTH, null, String.valueOf(e.getMessage()));
        }
    }

    /** jclouds signs with text, so it cannot be wiped. */
    private String secret(String reference, String field) throws SecretFailure {
        try (Secret secret = secrets.lookUp(reference, field)) {
            return new String(secret.chars()).strip();
        }
    }
}
