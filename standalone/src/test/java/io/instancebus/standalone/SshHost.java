package io.instancebus.standalone;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A container with OpenSSH's server, which stands for the instances of a simulated cloud. */
final class SshHost extends GenericContainer<SshHost> {
    /** Built by .ci/docker-engine. */
    private static final String IMAGE = "instance-bus/openssh:1";

    private static final int SSH = 22;

    /** @param authorizedKey the public key of the user who may log in as root */
    SshHost(String authorizedKey) {
        super(DockerImageName.parse(IMAGE));
        withImagePullPolicy(image -> false);
        withEnv("AUTHORIZED_KEY", authorizedKey);
        withExposedPorts(SSH);
        withCreateContainerCmdModifier(create -> Objects.requireNonNull(create.getHostConfig())
                .withPortBindings(new PortBinding(Ports.Binding.bindIp("127.0.0.1"), ExposedPort.tcp(SSH))));
    }

    int port() {
        return getMappedPort(SSH);
    }
}
