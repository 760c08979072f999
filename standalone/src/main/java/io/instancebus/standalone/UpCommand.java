package io.instancebus.standalone;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code instance-bus up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts everything in one JVM: a Kafka broker, a schema registry, the services, and the view in SQLite.",
            "Only programs on this machine can reach it. Ctrl-C stops it; its data stays in the data directory."
        })
final class UpCommand implements Callable<Integer> {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "The data directory (default: ${DEFAULT-VALUE}).")
    private Path dataDirectory = Path.of("data");

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "The port of the HTTP API; 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int httpPort;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "The port of the Kafka broker; 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int kafkaPort;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "The port of the schema registry; 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int registryPort;

    @Option(
            names = "--view-url",
            paramLabel = "URL",
            description = "Keep the view in PostgreSQL instead: jdbc:postgresql://HOST:PORT/DATABASE.")
    private @Nullable String viewUrl;

    @Option(names = "--view-user", paramLabel = "USER", description = "The user name for --view-url.")
    private @Nullable String viewUser;

    @Option(
            names = "--view-password",
            paramLabel = "REFERENCE",
            description = "A reference to the password for --view-url: file:PATH or env:NAME, never the password.")
    private @Nullable String viewPassword;

    @Option(
            names = "--sandbox",
            paramLabel = "NAME=VALUE",
            description = "A setting of the sandbox account, such as start-delay-ms=0; may be repeated.")
    private Map<String, String> sandbox = new LinkedHashMap<>();

    @Option(
            names = "--accounts",
            paramLabel = "FILE",
            description = {
                "YAML file that names further accounts besides the sandbox; changes are taken while the bus runs.",
                "Its secrets are in DIR/secrets. docs/configuration.md has an example; `accounts check` checks it."
            })
    private @Nullable Path accounts;

    @Mixin
    private PluginsOption plugins = new PluginsOption();

    @Override
    public Integer call() throws InterruptedException {
        PrintStream out = System.out;
        EmbeddedDefault.logTo(dataDirectory);
        EmbeddedConfig config = new EmbeddedConfig(
                dataDirectory,
                httpPort,
                kafkaPort,
                registryPort,
                viewUrl,
                viewUser,
                viewPassword,
                sandbox,
                accounts,
                plugins.folder());
        out.println("Starting Instance Bus in " + dataDirectory.toAbsolutePath());
        EmbeddedDefault bus = EmbeddedDefault.start(config, new Progress(out));
        summary(out, bus);
        return new UntilAsked(config, out).run(bus) ? 0 : 1;
    }

    private void summary(PrintStream out, EmbeddedDefault bus) {
        Addresses addresses = bus.addresses();
        out.println();
        out.println("Instance Bus is up (" + bus.startTime() + ").");
        out.println("  HTTP API         " + addresses.httpUrl() + "/v1/instances");
        out.println("  Kafka            " + addresses.bootstrapServers());
        out.println("  schema registry  " + addresses.registryUrl());
        out.println("  view             " + bus.viewUrl());
        out.println("  log              " + dataDirectory.resolve(EmbeddedDefault.LOG));
        out.println();
        out.println("Make an instance:");
        out.println("  curl -H 'Content-Type: application/json' -d '{\"account\":\"sandbox\",\"imageId\":\"img1\"}' "
                + addresses.httpUrl() + "/v1/instances");
        out.println("Ctrl-C stops it.");
    }
}
