package io.instancebus.standalone;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import io.instancebus.simulators.ec2.Ec2Simulator;
import io.instancebus.simulators.openstack.OpenstackSimulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;

/** Simulated EC2, OpenStack and Rackspace, a real Docker engine, and an account with each. */
final class FourClouds implements AutoCloseable {
    /** Tags the containers of this test run, which are removed at its end. */
    static final String TAG = "test-run";

    /** The containers' image, which .ci/docker-engine builds. */
    private static final String IMAGE = "instance-bus/sshd:1";

    private final String run = UUID.randomUUID().toString();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Ec2Simulator ec2 = Ec2Simulator.start();
    private final OpenstackSimulator openstack = new OpenstackSimulator();
    private final OpenstackSimulator rackspace = new OpenstackSimulator();
    private final LoginKey key = LoginKey.make();
    private final DockerClient docker;
    private final CountingSocket engine;
    private final Path accounts;

    /** A cloud and its account. @param sshPort the port of its instances; empty if each has its own */
    record Cloud(String account, String image, String kind, Optional<Integer> sshPort) {
        /** Whether it has a stop; Rackspace has none. */
        boolean stops() {
            return !account.equals("rax");
        }
    }

    private final List<Cloud> clouds;

    private FourClouds(Path folder, Path socket) throws IOException, GeneralSecurityException {
        docker = DockerClientFactory.instance().client();
        engine = CountingSocket.before(socket, folder.resolve("engine.sock"));
        Duration step = Duration.ofMillis(300);
        ec2.transitions(step, step, step);
        openstack.transition(step);
        rackspace.transition(step);
        clouds = List.of(
                new Cloud("ireland", Ec2Simulator.IMAGE, "simulated", Optional.of(host())),
                new Cloud("lab", OpenstackSimulator.IMAGE, "simulated", Optional.of(host())),
                new Cloud("rax", OpenstackSimulator.IMAGE, "simulated", Optional.of(host())),
                new Cloud("local", IMAGE, "real", Optional.empty()));
        Path secrets = Files.createDirectories(folder.resolve("data").resolve("secrets"));
        Files.writeString(secrets.resolve("ec2"), Ec2Simulator.SECRET_ACCESS_KEY);
        Files.writeString(secrets.resolve("openstack"), OpenstackSimulator.PASSWORD);
        Files.writeString(secrets.resolve("rackspace"), OpenstackSimulator.API_KEY);
        key.write(secrets.resolve("containers"));
        accounts = folder.resolve("accounts.yaml");
    }

    /** Skips the test without an engine that has the image, unless the build requires one. */
    static FourClouds start(Path folder) throws IOException, GeneralSecurityException {
        String url =
                Optional.ofNullable(System.getenv("INSTANCE_BUS_DOCKER_ENGINE")).orElse("");
        if (url.isEmpty() && "true".equals(System.getenv("INSTANCE_BUS_REQUIRE_DOCKER"))) {
            throw new IllegalStateException("a Docker engine is required: see .ci/docker-engine");
        }
        assumeTrue(!url.isEmpty(), "skipped, because it needs a Docker engine as .ci/docker-engine makes it");
        return new FourClouds(folder, Path.of(URI.create(url).getPath()));
    }

    private int host() {
        SshHost host = new SshHost(key.authorized());
        open.add(host);
        host.start();
        return host.port();
    }

    List<Cloud> clouds() {
        return clouds;
    }

    String run() {
        return run;
    }

    /** The accounts file with the first accounts, this many. */
    Path accountsFile(int count) throws IOException {
        List<String> all = List.of(
                """
                  - name: ireland
                    provider: ec2
                    ec2:
                      endpoint: %s
                      region: %s
                      access-key-id: %s
                      secret-access-key: file:ec2
                      ssh-username: root
                """.formatted(ec2.url(), Ec2Simulator.REGION, Ec2Simulator.ACCESS_KEY_ID),
                """
                  - name: lab
                    provider: openstack
                    openstack:
                      auth-url: %s
                      compute-url: %s
                      user: %s
                      password: file:openstack
                      project-name: %s
                      flavor: 1
                      ssh-username: root
                """.formatted(
                                openstack.authUrl(),
                                openstack.computeUrl(),
                                OpenstackSimulator.USER,
                                OpenstackSimulator.PROJECT_NAME),
                """
                  - name: rax
                    provider: rackspace
                    rackspace:
                      auth-url: %s
                      compute-url: %s
                      user: %s
                      api-key: file:rackspace
                      flavor: 1
                      ssh-username: root
                """.formatted(rackspace.rackspaceAuthUrl(), rackspace.rackspaceComputeUrl(), OpenstackSimulator.USER),
                """
                  - name: local
                    provider: docker
                    docker:
                      engine: unix://%s
                      ssh-username: root
                      environment:
                        - AUTHORIZED_KEY=%s
                """.formatted(accounts.resolveSibling("engine.sock"), key.authorized()));
        StringBuilder yaml = new StringBuilder("accounts:\n");
        for (int number = 0; number < count; number++) {
            yaml.append(all.get(number));
            clouds.get(number).sshPort().ifPresent(port -> yaml.append("    sshPort: " + port + "\n"));
            yaml.append("    limits: { concurrency: 16, instances: 100 }\n")
                    .append("    defaultCredential: { type: PRIVATE_KEY, reference: \"file:containers\" }\n");
        }
        return Files.writeString(accounts, yaml);
    }

    /** The number of calls to a provider so far. */
    int calls(Cloud cloud) {
        return switch (cloud.account()) {
            case "ireland" ->
                (int) ec2.requests().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
            case "lab" -> sum(openstack.requests());
            case "rax" -> sum(rackspace.requests());
            default -> engine.connections();
        };
    }

    private static int sum(Map<String, Integer> requests) {
        return requests.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The number of instances at the provider now, counted without the adapter. */
    int instances(Cloud cloud) {
        return switch (cloud.account()) {
            case "ireland" ->
                ec2.states().entrySet().stream()
                        .filter(state -> !state.getKey().equals("terminated"))
                        .mapToInt(state -> state.getValue().intValue())
                        .sum();
            case "lab" -> openstack.servers().size();
            case "rax" -> rackspace.servers().size();
            default -> containers().size();
        };
    }

    /** The number of creates sent so far. */
    int creates(Cloud cloud) {
        return switch (cloud.account()) {
            case "ireland" -> (int) ec2.requests("RunInstances");
            case "lab" -> openstack.requests("create");
            case "rax" -> rackspace.requests("create");
            default -> containers().size();
        };
    }

    private List<Container> containers() {
        return docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of("io.instancebus.tag." + TAG, run))
                .exec();
    }

    @Override
    public void close() throws Exception {
        for (Container left : containers()) {
            docker.removeContainerCmd(left.getId()).withForce(true).exec();
        }
        for (AutoCloseable each : open) {
            each.close();
        }
        engine.close();
        ec2.close();
        openstack.close();
        rackspace.close();
    }
}
