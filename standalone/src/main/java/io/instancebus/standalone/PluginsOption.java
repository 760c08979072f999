package io.instancebus.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --plugins}: the folder with further provider adapters. */
final class PluginsOption {
    private static final String VARIABLE = "INSTANCE_BUS_PLUGINS";
    /** The launcher and the image set this variable to their usual folder, which need not exist. */
    private static final String USUAL = "INSTANCE_BUS_DEFAULT_PLUGINS";

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            description = {
                "The folder with further provider adapters: a jar each, or a folder of jars each",
                "(default: INSTANCE_BUS_PLUGINS, or plugins beside the launcher). docs/adding-a-provider.md"
                        + " describes them."
            })
    private @Nullable Path named;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /**
     * The folder, which need not exist; empty if none is named. If the environment names one that does not exist, a
     * warning says so: it may be mistyped, or not mounted yet.
     *
     * @throws IllegalArgumentException if the command line names a folder that does not exist
     */
    Optional<Path> folder() {
        return folder(System.getenv());
    }

    Optional<Path> folder(Map<String, String> environment) {
        if (named != null && !Files.isDirectory(named)) {
            throw new IllegalArgumentException("there is no folder " + named + " (--plugins)");
        }
        return Optional.ofNullable(named)
                .or(() -> folder(VARIABLE, environment).map(this::warnIfMissing))
                .or(() -> folder(USUAL, environment));
    }

    private static Optional<Path> folder(String variable, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(variable))
                .filter(value -> !value.isEmpty())
                .map(Path::of);
    }

    private Path warnIfMissing(Path folder) {
        if (!Files.isDirectory(folder)) {
            spec.commandLine()
                    .getErr()
                    .println("There is no folder " + folder + " (" + VARIABLE + "): no plug-in is loaded.");
        }
        return folder;
    }
}
