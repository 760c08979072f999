package io.instancebus.provider.ec2;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.AccountSettings;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Secret;
import io.instancebus.provider.SecretFailure;
import io.instancebus.provider.Secrets;
import io.instancebus.time.Clocks;
import io.instancebus.time.SteadyClock;

/** Opens accounts at a region of EC2. */
public final class Ec2Factory implements ProviderFactory {
    @Override
    public ProviderType type() {
        return ProviderType.EC2;
    }

    @Override
    public Provider open(AccountConfig account, Secrets secrets) {
        Ec2Config config = Ec2Config.read(account.settings());
        return new Ec2Provider(config, source(config.key(), secrets), SteadyClock.system());
    }

    private static AccessKey.Source source(KeyOrigin origin, Secrets secrets) {
        return switch (origin) {
            case KeyOrigin.Stored stored -> () -> key(stored, secrets);
            case KeyOrigin.InstanceProfile profile ->
                new InstanceProfileKey(profile.metadataEndpoint(), Clocks.system());
        };
    }

    private static AccessKey key(KeyOrigin.Stored stored, Secrets secrets) throws ProviderFailure {
        String id = stored.accessKeyId();
        String token = stored.sessionTokenReference();
        try {
            return new AccessKey(
                    AccountSettings.isReference(id) ? secret(secrets, id, "ec2.access-key-id") : id,
                    secret(secrets, stored.secretAccessKeyReference(), "ec2.secret-access-key"),
                    token == null ? null : secret(secrets, token, "ec2.session-token"));
        } catch (SecretFailure e) {
            throw ProviderFailure.of(FailureCategory.AUTH, null, String.valueOf(e.getMessage()));
        }
    }

    /** jclouds signs with a String, which cannot be wiped. */
    private static String secret(Secrets secrets, String reference, String field) throws SecretFailure {
        try (Secret secret = secrets.lookUp(reference, field)) {
            return new String(secret.chars()).strip();
        }
    }
}
