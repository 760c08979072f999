package io.instancebus.standalone;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The options of the embedded default.
 *
 * @param viewUrl the URL of a PostgreSQL database for the view; null for SQLite in the data directory
 * @param viewPassword a reference to its password: file:PATH or env:NAME
 * @param sandbox settings of the sandbox account that differ from its defaults: see docs/sandbox.md
 * @param accounts the file that names further accounts; null for none
 * @param plugins the folder with further provider adapters; empty for none
 */
record EmbeddedConfig(
        Path dataDirectory,
        int httpPort,
        int kafkaPort,
        int registryPort,
        @Nullable String viewUrl,
        @Nullable String viewUser,
        @Nullable String viewPassword,
        Map<String, String> sandbox,
        @Nullable Path accounts,
        Optional<Path> plugins) {

    EmbeddedConfig {
        sandbox = Map.copyOf(sandbox);
        SandboxAccount.check(sandbox);
        port("--http-port", httpPort);
        port("--kafka-port", kafkaPort);
        port("--registry-port", registryPort);
        if (viewUrl != null && !viewUrl.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("--view-url must begin with jdbc:postgresql:");
        }
        if (viewUrl == null && (viewUser != null || viewPassword != null)) {
            throw new IllegalArgumentException("--view-user and --view-password go with --view-url");
        }
    }

    static EmbeddedConfig onFreePorts(Path dataDirectory) {
        return new EmbeddedConfig(dataDirectory, 0, 0, 0, null, null, null, Map.of(), null, Optional.empty());
    }

    private static void port(String option, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(option + " must be 0 to 65535, and is " + port);
        }
    }
}
