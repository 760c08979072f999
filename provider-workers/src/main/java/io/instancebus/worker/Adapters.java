package io.instancebus.worker;

import io.instancebus.domain.ProviderType;
import io.instancebus.worker.secret.AccountSecrets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The adapters of this release. Closing them closes what accounts share. */
public final class Adapters implements AutoCloseable {
    private final SandboxFactory sandboxes = new SandboxFactory();
    private final Map<ProviderType, ProviderFactory> factories = new EnumMap<>(ProviderType.class);

    /** @param secretsDirectory where the file: references of accounts are looked up; null for nowhere */
    public Adapters(@Nullable Path secretsDirectory) {
        AccountSecrets secrets = new AccountSecrets(Optional.ofNullable(secretsDirectory), System.getenv());
        for (ProviderType type : ProviderType.values()) {
            factories.put(type, factory(type, secrets));
        }
    }

    private ProviderFactory factory(ProviderType type, AccountSecrets secrets) {
        return switch (type) {
            case SANDBOX -> sandboxes;
            case EC2 -> new Ec2Factory(secrets);
            case OPENSTACK, RACKSPACE -> new OpenstackFactory(secrets);
            case DOCKER -> new DockerFactory(secrets);
            case VSPHERE -> new VsphereFactory(secrets);
        };
    }

    Map<ProviderType, ProviderFactory> factories() {
        return factories;
    }

    @Override
    public void close() {
        sandboxes.close();
    }
}
