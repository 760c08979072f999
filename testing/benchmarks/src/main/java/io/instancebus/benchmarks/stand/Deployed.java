package io.instancebus.benchmarks.stand;

import io.instancebus.schemas.BusConnection;
import io.instancebus.testbed.ServiceProcess;
import io.instancebus.testbed.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A service in a process of its own, with the launcher's JVM settings. */
public final class Deployed implements AutoCloseable {
    private final ServiceProcess process;

    private Deployed(ServiceProcess process) {
        this.process = process;
    }

    /** A command service, not started yet. */
    public static Deployed commandService(BusConnection bus, Path folder, String name, int standbyReplicas)
            throws IOException {
        return of(
                "command-service",
                folder,
                name,
                bus(bus)
                        + """
                applicationId: %sservice
                stateDirectory: "%s"
                instanceName: %s
                standbyReplicas: %d
                accountsFile: "%s"
                """.formatted(
                                bus.topicPrefix(), folder.resolve(name), name, standbyReplicas, accounts(folder)),
                "state=\"RUNNING\"");
    }

    /** A process of provider workers, not started yet. */
    public static Deployed workers(BusConnection bus, Path folder) throws IOException {
        return of("provider-workers", folder, "workers", bus(bus) + """
                workerName: worker-1
                accountsFile: "%s"
                """.formatted(accounts(folder)), " Running ");
    }

    private static Path accounts(Path folder) throws IOException {
        return Files.writeString(folder.resolve("accounts.yaml"), """
                accounts:
                  - name: sandbox
                    provider: sandbox
                    sandbox: { data-directory: "%s", ssh: "false" }
                """.formatted(folder.resolve("sandbox")));
    }

    private static String bus(BusConnection bus) {
        return """
                management: { port: 0 }
                bus:
                  bootstrapServers: "%s"
                  registryUrl: "%s"
                  topicPrefix: "%s"
                  partitions: %d
                  replicationFactor: 1
                """.formatted(bus.bootstrapServers(), bus.registryUrl(), bus.topicPrefix(), bus.partitions());
    }

    private static Deployed of(String service, Path folder, String name, String yaml, String ready) throws IOException {
        Path config = Files.writeString(folder.resolve(name + ".yaml"), yaml);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.instancebus.standalone.Main",
                service,
                "--config",
                config.toString());
        return new Deployed(new ServiceProcess(
                name, command, Map.of(), folder.resolve(name + ".log"), said -> said.contains(ready)));
    }

    public void start() {
        process.start();
    }

    /** Waits at most five minutes, because a service with much state starts slowly. */
    public void awaitReady() throws InterruptedException {
        long until = System.nanoTime() + 300_000_000_000L;
        while (!process.ready()) {
            if (!process.alive() || System.nanoTime() > until) {
                throw new IllegalStateException(process.name() + " is not ready: " + process.said());
            }
            Thread.sleep(20);
        }
    }

    public void kill() {
        process.kill();
    }

    public double residentMegabytes() {
        return process.usage().map(Usage::residentBytes).orElse(0L) / 1048576.0;
    }

    @Override
    public void close() {
        process.close();
    }
}
