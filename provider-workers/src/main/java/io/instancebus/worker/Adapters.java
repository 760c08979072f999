package io.instancebus.worker;

import io.instancebus.domain.ProviderType;
import io.instancebus.worker.secret.SecretResolver;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
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
        SecretResolver secrets = secrets(secretsDirectory);
        for (ProviderType type : ProviderType.values()) {
            factories.put(type, factory(type, secrets));
        }
    }

    private ProviderFactory factory(ProviderType type, SecretResolver secrets) {
        return switch (type) {
            case SANDBOX -> sandboxes;
            case EC2 -> new Ec2Factory(secrets);
            case OPENSTACK, RACKSPACE -> new OpenstackFactory(secrets);
            case DOCKER -> new DockerFactory(secrets);
            case VSPHERE -> new VsphereFactory(secrets);
        };
    }

    /** For what the configuration itself refers to, which nobody seals. */
    static SecretResolver secrets(@Nullable Path directory) {
        return new SecretResolver(Optional.ofNullable(directory), System.getenv(), (text, command, instance, field) -> {
            throw new GeneralSecurityException("the configuration holds no sealed secrets");
        });
    }

    Map<ProviderType, ProviderFactory> factories() {
        return factories;
    }

    @Override
    public void close() {
        sandboxes.close();
    }
}
