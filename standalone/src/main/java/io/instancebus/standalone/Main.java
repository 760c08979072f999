package io.instancebus.standalone;

import io.instancebus.service.Words;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of Instance Bus. */
public final class Main {
    private Main() {}

    @Command(
            name = "instance-bus",
            description = "The instances of many clouds as commands and events on Apache Kafka.",
            mixinStandardHelpOptions = true,
            versionProvider = Main.Version.class,
            synopsisSubcommandLabel = "COMMAND",
            subcommands = {
                UpCommand.class,
                DemoCommand.class,
                ServiceCommands.CommandServiceCommand.class,
                ServiceCommands.ProviderWorkersCommand.class,
                ServiceCommands.StateProjectorCommand.class,
                ServiceCommands.GatewayCommand.class,
                AccountsCommand.class,
                KeysCommand.class,
                RebuildCommand.class,
                CommandLine.HelpCommand.class
            },
            footer = {
                "",
                "  benchmark         Measures performance, each figure beside the raw limit of the machine.",
                "  faults            Injects faults into a deployment under load, then checks every rule.",
                "",
                "Start with `./instance-bus demo`. Then run `./instance-bus up` and",
                "  curl -H 'Content-Type: application/json' \\",
                "       -d '{\"account\":\"sandbox\",\"imageId\":\"img1\"}' \\",
                "       http://127.0.0.1:8080/v1/instances",
            })
    private static final class MainCommand {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs one command. Returns 0 for success, 1 for failure, 2 for wrong usage. */
    static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new MainCommand());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("instance-bus: " + Words.of(failure));
            return 1;
        });
        return line;
    }

    /** The version, from the manifest of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"instance-bus " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
