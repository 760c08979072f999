package io.instancebus.testbed;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * What is started, and where.
 *
 * @param folder of everything: data, configuration, logs
 * @param databaseFolder PostgreSQL's data, which may be elsewhere
 * @param partitions of the topics that have a fixed number
 * @param commandServices how many processes
 * @param projectors how many processes
 * @param accounts that commands may name
 * @param proxied whether a {@link Proxy} stands on each line between a service and what it depends on
 * @param secrets the passwords {@code view-password} and {@code sandbox-password}
 * @param environments by the name of the process, what is added to this one's environment
 * @param javaOptions of the services' JVMs
 */
public record TestbedConfig(
        Path folder,
        Path databaseFolder,
        int partitions,
        int commandServices,
        int projectors,
        List<SandboxAccount> accounts,
        boolean proxied,
        Map<String, String> secrets,
        Map<String, Map<String, String>> environments,
        List<String> javaOptions) {
    public static final String VIEW_PASSWORD = "view-password";
    public static final String SANDBOX_PASSWORD = "sandbox-password";

    public TestbedConfig {
        folder = folder.toAbsolutePath().normalize();
        databaseFolder = databaseFolder.toAbsolutePath().normalize();
        accounts = List.copyOf(accounts);
        secrets = Map.copyOf(secrets);
        environments = Map.copyOf(environments);
        javaOptions = List.copyOf(javaOptions);
        if (!secrets.keySet().containsAll(List.of(VIEW_PASSWORD, SANDBOX_PASSWORD))) {
            throw new IllegalArgumentException(VIEW_PASSWORD + " and " + SANDBOX_PASSWORD + " are needed");
        }
    }

    /** One process of each service, eight partitions, one account named sandbox, no proxies. */
    public static TestbedConfig in(Path folder) {
        return new TestbedConfig(
                folder,
                folder.resolve("postgres"),
                8,
                1,
                1,
                List.of(SandboxAccount.of("sandbox")),
                false,
                Map.of(VIEW_PASSWORD, random(), SANDBOX_PASSWORD, random()),
                Map.of(),
                List.of("-XX:+UseSerialGC", "-Xmx384m"));
    }

    private static String random() {
        byte[] bytes = new byte[16];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The broker's data. */
    public Path brokerFolder() {
        return folder.resolve("kafka");
    }

    public TestbedConfig withPartitions(int count) {
        return with(copy -> copy.partitions = count);
    }

    /** How many processes of the services that share their work out. */
    public TestbedConfig withProcesses(int commandServiceCount, int projectorCount) {
        return with(copy -> {
            copy.commandServices = commandServiceCount;
            copy.projectors = projectorCount;
        });
    }

    public TestbedConfig withAccounts(List<SandboxAccount> others) {
        return with(copy -> copy.accounts = others);
    }

    public TestbedConfig withJavaOptions(List<String> options) {
        return with(copy -> copy.javaOptions = options);
    }

    /** With a {@link Proxy} on each line. */
    public TestbedConfig withProxies() {
        return with(copy -> copy.proxied = true);
    }

    /** With PostgreSQL's data in a folder of its own. */
    public TestbedConfig withDatabaseFolder(Path other) {
        return with(copy -> copy.databaseFolder = other);
    }

    /** With these passwords. */
    public TestbedConfig withSecrets(Map<String, String> others) {
        return with(copy -> copy.secrets = others);
    }

    /** With more in the environment of some processes. */
    public TestbedConfig withEnvironments(Map<String, Map<String, String>> others) {
        return with(copy -> copy.environments = others);
    }

    private TestbedConfig with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return new TestbedConfig(
                folder,
                copy.databaseFolder,
                copy.partitions,
                copy.commandServices,
                copy.projectors,
                copy.accounts,
                copy.proxied,
                copy.secrets,
                copy.environments,
                copy.javaOptions);
    }

    /** What may be changed of another. */
    private static final class Copy {
        private Path databaseFolder;
        private int partitions;
        private int commandServices;
        private int projectors;
        private List<SandboxAccount> accounts;
        private boolean proxied;
        private Map<String, String> secrets;
        private Map<String, Map<String, String>> environments;
        private List<String> javaOptions;

        Copy(TestbedConfig other) {
            databaseFolder = other.databaseFolder;
            partitions = other.partitions;
            commandServices = other.commandServices;
            projectors = other.projectors;
            accounts = other.accounts;
            proxied = other.proxied;
            secrets = other.secrets;
            environments = other.environments;
            javaOptions = other.javaOptions;
        }
    }
}
