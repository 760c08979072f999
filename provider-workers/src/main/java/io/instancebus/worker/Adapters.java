package io.instancebus.worker;

import io.instancebus.domain.ProviderType;
import io.instancebus.worker.provider.ProviderFactory;
import io.instancebus.worker.provider.Secrets;
import io.instancebus.worker.provider.docker.DockerFactory;
import io.instancebus.worker.provider.ec2.Ec2Factory;
import io.instancebus.worker.provider.openstack.OpenstackFactory;
import io.instancebus.worker.provider.sandbox.SandboxFactory;
import io.instancebus.worker.provider.vsphere.VsphereFactory;
import io.instancebus.worker.secret.AccountSecrets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The adapters of this release. Closing them closes what accounts share. */
public final class Adapters implements AutoCloseable {
    private final Map<ProviderType, ProviderFactory> factories;

    /** @param secretsDirectory where the file: references of accounts are looked up; null for nowhere */
    public Adapters(@Nullable Path secretsDirectory) {
        Secrets secrets = new AccountSecrets(Optional.ofNullable(secretsDirectory), System.getenv());
        factories = Map.of(
                ProviderType.SANDBOX, new SandboxFactory(),
                ProviderType.EC2, new Ec2Factory(secrets),
                ProviderType.OPENSTACK, new OpenstackFactory(secrets, OpenstackFactory.OPENSTACK),
                ProviderType.RACKSPACE, new OpenstackFactory(secrets, OpenstackFactory.RACKSPACE),
                ProviderType.DOCKER, new DockerFactory(secrets),
                ProviderType.VSPHERE, new VsphereFactory(secrets));
    }

    /** What is said of an account of a type without an adapter. */
    static String missing(ProviderType type, Set<ProviderType> installed) {
        return "no provider adapter of type '" + type + "' is installed; installed are "
                + installed.stream().sorted().map(ProviderType::label).collect(Collectors.joining(", "));
    }

    Map<ProviderType, ProviderFactory> factories() {
        return factories;
    }

    @Override
    public void close() {
        factories.values().forEach(ProviderFactory::close);
    }
}
