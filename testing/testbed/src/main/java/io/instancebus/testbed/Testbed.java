package io.instancebus.testbed;

import io.instancebus.embedded.Detour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A complete running deployment: {@link #process} returns each process by its name ({@code kafka}, {@code registry},
 * {@code postgres}, {@code command-service-1} …, {@code provider-workers}, {@code state-projector-1} …, {@code
 * gateway}), and {@link #proxy} each proxy, such as {@code gateway>kafka}.
 */
public final class Testbed implements AutoCloseable {
    public static final String KAFKA = "kafka";
    public static final String REGISTRY = "registry";
    public static final String POSTGRES = "postgres";
    public static final String PROVIDER_WORKERS = "provider-workers";
    public static final String GATEWAY = "gateway";

    private final TestbedConfig config;
    private final Ports ports = new Ports();
    private final int kafkaPort = ports.next();
    private final int registryPort = ports.next();
    private final int postgresPort = ports.next();
    private final int httpPort = ports.next();
    private final Map<String, ServiceProcess> processes = new LinkedHashMap<>();
    private final Map<String, Proxy> proxies = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Map<String, Integer> kafkaFor = new LinkedHashMap<>();
    private final List<Detour> detours = new ArrayList<>();

    private Testbed(TestbedConfig config) {
        this.config = config;
    }

    /** Starts everything and returns when each part is ready; if a part fails, stops everything. */
    public static Testbed start(TestbedConfig config) throws InterruptedException {
        Testbed testbed = new Testbed(config);
        try {
            testbed.start();
            return testbed;
        } catch (IOException failure) {
            testbed.close();
            throw new UncheckedIOException(failure);
        } catch (RuntimeException | InterruptedException failure) {
            testbed.close();
            throw failure;
        }
    }

    /** The configuration of this testbed. */
    public TestbedConfig config() {
        return config;
    }

    /** Kafka's address, without a proxy. */
    public String bootstrapServers() {
        return Ports.HOST + ":" + kafkaPort;
    }

    /** The registry's URL, without a proxy. */
    public String registryUrl() {
        return "http://" + Ports.HOST + ":" + registryPort;
    }

    /** The gateway's URL, without a path. */
    public String httpUrl() {
        return "http://" + Ports.HOST + ":" + httpPort;
    }

    /** The URL of the view's database, without a proxy; the user is {@link #viewUser}. */
    public String viewUrl() {
        return Postgres.url(postgresPort);
    }

    public String viewUser() {
        return Postgres.USER;
    }

    /** The file with the password of the view's database. */
    public Path viewPasswordFile() {
        return secret(TestbedConfig.VIEW_PASSWORD);
    }

    /** The folder with the journal of an account's sandbox. */
    public Path sandboxFolder(String account) {
        return config.folder().resolve("sandbox").resolve(account);
    }

    /** The folder that contains only the passwords. */
    public Path secretsFolder() {
        return config.folder().resolve("secrets");
    }

    /** The configuration file of a service. */
    public Path configuration(String service) {
        return config.folder().resolve("config").resolve(service + ".yaml");
    }

    public ServiceProcess process(String name) {
        return Objects.requireNonNull(processes.get(name), name);
    }

    /** All processes, in the order of their start. */
    public Collection<ServiceProcess> processes() {
        return List.copyOf(processes.values());
    }

    /** The processes of Instance Bus. */
    public List<ServiceProcess> services() {
        return processes.values().stream()
                .filter(process -> !List.of(KAFKA, REGISTRY, POSTGRES).contains(process.name()))
                .toList();
    }

    /** Restarts the processes that ended unexpectedly, as a supervisor would. Returns their names. */
    public List<String> restartTheFallen() {
        List<String> fallen = new ArrayList<>();
        for (ServiceProcess process : processes.values()) {
            if (!process.alive()) {
                fallen.add(process.name());
                process.start();
            }
        }
        return fallen;
    }

    /** The proxy between a service and kafka, registry or postgres. */
    public Proxy proxy(String service, String dependency) {
        return Objects.requireNonNull(proxies.get(line(service, dependency)), line(service, dependency));
    }

    public Collection<Proxy> proxies() {
        return List.copyOf(proxies.values());
    }

    /** Another process of a service, with this command, such as {@code rebuild}; not started yet. */
    public ServiceProcess another(String name, String command, Path configuration, ServiceProcess.Readiness ready) {
        return new ServiceProcess(
                name,
                product(command, "--config", configuration.toString()),
                config.environments().getOrDefault(name, Map.of()),
                log(name),
                ready);
    }

    private void start() throws IOException, InterruptedException {
        for (String part : List.of("config", "logs", "secrets")) {
            Files.createDirectories(config.folder().resolve(part));
        }
        for (Map.Entry<String, String> secret : config.secrets().entrySet()) {
            Files.writeString(secret(secret.getKey()), secret.getValue());
        }
        for (SandboxAccount account : config.accounts()) {
            Path passwords = Files.createDirectories(
                    secretsFolder().resolve("commands").resolve(account.name()).resolve("passwords"));
            Files.copy(secret(TestbedConfig.SANDBOX_PASSWORD), passwords.resolve(TestbedConfig.SANDBOX_PASSWORD));
        }
        List<String> services = serviceNames();
        services.forEach(this::openLines);
        startDependencies();
        Files.writeString(accountsFile(), accounts());
        for (String service : services) {
            write(service);
            add(service(service)).start();
        }
        for (ServiceProcess process : processes.values()) {
            process.awaitReady();
        }
    }

    private List<String> serviceNames() {
        return serviceNames(config);
    }

    /** The names of the services in a testbed with this configuration, in the order of their start. */
    public static List<String> serviceNames(TestbedConfig config) {
        List<String> names = new ArrayList<>();
        for (int number = 1; number <= config.commandServices(); number++) {
            names.add("command-service-" + number);
        }
        names.add(PROVIDER_WORKERS);
        for (int number = 1; number <= config.projectors(); number++) {
            names.add("state-projector-" + number);
        }
        names.add(GATEWAY);
        return names;
    }

    private void openLines(String service) {
        if (!config.proxied()) {
            return;
        }
        int detour = ports.next();
        int advertised = ports.next();
        detours.add(new Detour(service.replace('-', '_'), detour, advertised));
        kafkaFor.put(service, advertised);
        proxies.put(line(service, KAFKA), Proxy.start(line(service, KAFKA), advertised, detour));
        open(service, REGISTRY, registryPort);
        if (usesView(service)) {
            open(service, POSTGRES, postgresPort);
        }
    }

    private void open(String service, String dependency, int target) {
        String line = line(service, dependency);
        int port = ports.next();
        lines.put(line, port);
        proxies.put(line, Proxy.start(line, port, target));
    }

    private void startDependencies() throws IOException, InterruptedException {
        List<String> broker = new ArrayList<>(java(
                "io.instancebus.testbed.BrokerMain", config.brokerFolder().toString(), Integer.toString(kafkaPort)));
        detours.forEach(detour -> broker.add(BrokerMain.argument(detour)));
        add(new ServiceProcess(KAFKA, broker, Map.of(), log(KAFKA), said -> said.contains(BrokerMain.READY)))
                .start();
        Postgres postgres = new Postgres(
                config.folder().resolve("postgres-binaries"),
                config.databaseFolder(),
                postgresPort,
                Objects.requireNonNull(config.secrets().get(TestbedConfig.VIEW_PASSWORD)));
        boolean fresh = !Files.exists(config.databaseFolder().resolve("PG_VERSION"));
        postgres.prepare(viewPasswordFile(), log("initdb"));
        ServiceProcess database = add(postgres.process(log(POSTGRES)));
        database.start();
        process(KAFKA).awaitReady();
        add(new ServiceProcess(
                        REGISTRY,
                        java("io.instancebus.testbed.RegistryMain", bootstrapServers(), Integer.toString(registryPort)),
                        Map.of(),
                        log(REGISTRY),
                        said -> said.contains(RegistryMain.READY)))
                .start();
        process(REGISTRY).awaitReady();
        database.awaitReady();
        if (fresh) {
            postgres.createDatabase();
        }
    }

    private ServiceProcess service(String name) {
        String command = name.replaceAll("-\\d+$", "");
        return another(name, command, configuration(name), said -> said.contains(" Running "));
    }

    private ServiceProcess add(ServiceProcess process) {
        processes.put(process.name(), process);
        return process;
    }

    private void write(String service) throws IOException {
        String bus = """
                management: { port: 0 }
                bus:
                  bootstrapServers: "%s:%d"
                  registryUrl: "http://%s:%d"
                  partitions: %d
                  replicationFactor: 1
                """.formatted(
                        Ports.HOST,
                        kafkaFor.getOrDefault(service, kafkaPort),
                        Ports.HOST,
                        lines.getOrDefault(line(service, REGISTRY), registryPort),
                        config.partitions());
        Files.writeString(configuration(service), bus + (usesView(service) ? view(service) : "") + rest(service));
    }

    private String rest(String service) {
        if (service.equals(PROVIDER_WORKERS)) {
            return workers();
        }
        if (service.equals(GATEWAY)) {
            return "port: " + httpPort + "\n";
        }
        return usesView(service) ? "" : commandService(service);
    }

    private String view(String service) {
        return """
                view:
                  url: "%s"
                  user: %s
                  passwordReference: "file:%s"
                """.formatted(
                        Postgres.url(lines.getOrDefault(line(service, POSTGRES), postgresPort)),
                        Postgres.USER,
                        viewPasswordFile());
    }

    private String commandService(String service) {
        return """
                stateDirectory: "%s"
                instanceName: %s
                standbyReplicas: %d
                accountsFile: "%s"
                """.formatted(
                config.folder().resolve(service), service, Math.min(1, config.commandServices() - 1), accountsFile());
    }

    private String workers() {
        return """
                workerName: worker-1
                secretsDirectory: "%s"
                keysDirectory: "%s"
                accountsFile: "%s"
                """.formatted(secretsFolder(), config.folder().resolve("keys"), accountsFile());
    }

    private Path accountsFile() {
        return config.folder().resolve("accounts.yaml");
    }

    private String accounts() {
        StringBuilder yaml = new StringBuilder("accounts:\n");
        for (SandboxAccount account : config.accounts()) {
            Map<String, String> settings = new LinkedHashMap<>(account.settings());
            settings.put("data-directory", sandboxFolder(account.name()).toString());
            settings.put(
                    "ssh-password-file", secret(TestbedConfig.SANDBOX_PASSWORD).toString());
            yaml.append("""
                      - name: %s
                        provider: sandbox
                        runMode: PLAIN_EXEC
                        defaultCredential: { type: PASSWORD, reference: "file:%s" }
                        policy: %s
                        sandbox: %s
                    """.formatted(
                            account.name(),
                            TestbedConfig.SANDBOX_PASSWORD,
                            SandboxAccount.yaml(account.policy()),
                            SandboxAccount.yaml(settings)));
        }
        return yaml.toString();
    }

    /** From the classes of this JVM; or from the packaged product, with its AOT cache, where a system property names it. */
    private List<String> product(String... arguments) {
        String main = "io.instancebus.standalone.Main";
        String app = System.getProperty("instancebus.app", "");
        return app.isEmpty()
                ? java(main, arguments)
                : java(
                        List.of("-XX:AOTCache=" + Path.of(app, ".aot"), "-Xlog:aot*=off", "-Xlog:cds*=off"),
                        Path.of(app, "*").toString(),
                        main,
                        arguments);
    }

    private List<String> java(String main, String... arguments) {
        return java(List.of(), System.getProperty("java.class.path"), main, arguments);
    }

    private List<String> java(List<String> options, String classPath, String main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(config.javaOptions());
        command.addAll(options);
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp", classPath, main));
        command.addAll(List.of(arguments));
        return command;
    }

    private Path log(String name) {
        return config.folder().resolve("logs").resolve(name + ".log");
    }

    private Path secret(String name) {
        return secretsFolder().resolve(name);
    }

    private static boolean usesView(String service) {
        return service.equals(GATEWAY) || service.startsWith("state-projector");
    }

    private static String line(String service, String dependency) {
        return service + ">" + dependency;
    }

    /** Stops everything cleanly, in the opposite order. */
    @Override
    public void close() {
        proxies.values().forEach(Proxy::pass);
        List.copyOf(processes.values()).reversed().forEach(ServiceProcess::close);
        proxies.values().forEach(Proxy::close);
    }
}
