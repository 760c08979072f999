package io.instancebus.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --plugins}: the folder with further provider adapters. */
final class PluginsOption {
    /** The launcher sets this variable to the folder beside itself, which need not exist. */
    private static final String VARIABLE = "INSTANCE_BUS_PLUGINS";

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            description = {
                "The folder with further provider adapters: a jar each, or a folder of jars each",
                "(default: INSTANCE_BUS_PLUGINS, or plugins beside the launcher). docs/adding-a-provider.md"
                        + " describes them."
            })
    private @Nullable Path named;

    /**
     * The folder; empty if there is none.
     *
     * @throws IllegalArgumentException if the command line names a folder that does not exist
     */
    Optional<Path> folder() {
        if (named != null && !Files.isDirectory(named)) {
            throw new IllegalArgumentException("there is no folder " + named + " (--plugins)");
        }
        return Optional.ofNullable(named)
                .or(() -> Optional.ofNullable(System.getenv(VARIABLE)).map(Path::of))
                .filter(Files::isDirectory);
    }
}
