package io.instancebus.testbed;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * The parts of a testbed.
 *
 * @param folder the folder of all data, configuration and logs
 * @param partitions the number of partitions of topics with a fixed number
 * @param commandServices the number of command-services
 * @param projectors the number of state-projectors
 * @param accounts the accounts
 * @param proxied whether there is a {@link Proxy} between each service and each of its dependencies
 * @param secrets the passwords {@code view-password} and {@code sandbox-password}
 * @param environments additional environment variables, by the name of the process
 * @param javaOptions the JVM options of the services
 */
public record TestbedConfig(
        Path folder,
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

    /** The folder of the broker's data. */
    public Path brokerFolder() {
        return folder.resolve("kafka");
    }

    /** The folder of PostgreSQL's data. */
    public Path databaseFolder() {
        return folder.resolve("postgres");
    }

    public TestbedConfig withPartitions(int count) {
        return with(copy -> copy.partitions = count);
    }

    /** With these numbers of processes of the services that share their work. */
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

    /** With a {@link Proxy} between each service and each of its dependencies. */
    public TestbedConfig withProxies() {
        return with(copy -> copy.proxied = true);
    }

    /** With these passwords. */
    public TestbedConfig withSecrets(Map<String, String> others) {
        return with(copy -> copy.secrets = others);
    }

    /** With additional environment variables for some processes. */
    public TestbedConfig withEnvironments(Map<String, Map<String, String>> others) {
        return with(copy -> copy.environments = others);
    }

    private TestbedConfig with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return new TestbedConfig(
                folder,
                copy.partitions,
                copy.commandServices,
                copy.projectors,
                copy.accounts,
                copy.proxied,
                copy.secrets,
                copy.environments,
                copy.javaOptions);
    }

    /** A copy whose fields can be changed. */
    private static final class Copy {
        private int partitions;
        private int commandServices;
        private int projectors;
        private List<SandboxAccount> accounts;
        private boolean proxied;
        private Map<String, String> secrets;
        private Map<String, Map<String, String>> environments;
        private List<String> javaOptions;

        Copy(TestbedConfig other) {
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
