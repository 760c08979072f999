package io.instancebus.standalone;

import io.instancebus.command.CommandService;
import io.instancebus.command.CommandServiceConfig;
import io.instancebus.gateway.Gateway;
import io.instancebus.gateway.GatewayConfig;
import io.instancebus.projector.StateProjector;
import io.instancebus.projector.StateProjectorConfig;
import io.instancebus.service.ManagementConfig;
import io.instancebus.service.ServiceShell;
import io.instancebus.service.ServiceShell.Starter;
import io.instancebus.worker.ProviderWorkers;
import io.instancebus.worker.ProviderWorkersConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The commands that run one service as a process, with an external Kafka, registry and database. */
final class ServiceCommands {
    private ServiceCommands() {}

    /** Reads the configuration, starts the service, and runs until the process is asked to end or the service fails. */
    abstract static class ServiceCommand implements Callable<Integer> {
        private final int managementPort;

        @Option(
                names = "--config",
                required = true,
                paramLabel = "FILE",
                description = "The service's YAML configuration file; docs/configuration.md has an example.")
        private Path config = Path.of("");

        /** @param managementPort the port if the configuration names none */
        ServiceCommand(int managementPort) {
            this.managementPort = managementPort;
        }

        /** @throws IllegalArgumentException if the configuration is invalid */
        abstract Starter configured(Path config);

        @Override
        public Integer call() throws InterruptedException {
            ManagementConfig management = ManagementConfig.read(config, managementPort);
            return ServiceShell.run(management, configured(config));
        }
    }

    /** {@code instance-bus command-service}. */
    @Command(
            name = "command-service",
            mixinStandardHelpOptions = true,
            description = "Runs only the command-service: decides commands and writes events.")
    static final class CommandServiceCommand extends ServiceCommand {
        CommandServiceCommand() {
            super(8091);
        }

        @Override
        Starter configured(Path file) {
            CommandServiceConfig config = CommandServiceConfig.read(file);
            return meters -> CommandService.start(config, meters);
        }
    }

    /** {@code instance-bus provider-workers}. */
    @Command(
            name = "provider-workers",
            mixinStandardHelpOptions = true,
            description = "Runs only the provider workers: carry out tasks and observe instances.")
    static final class ProviderWorkersCommand extends ServiceCommand {
        @Mixin
        private PluginsOption plugins = new PluginsOption();

        ProviderWorkersCommand() {
            super(8092);
        }

        @Override
        Starter configured(Path file) {
            ProviderWorkersConfig config = ProviderWorkersConfig.read(file);
            Optional<Path> folder = plugins.folder();
            return meters -> ProviderWorkers.start(config, meters, folder);
        }
    }

    /** {@code instance-bus state-projector}. */
    @Command(
            name = "state-projector",
            mixinStandardHelpOptions = true,
            description = "Runs only the state-projector: keeps the view up to date.")
    static final class StateProjectorCommand extends ServiceCommand {
        StateProjectorCommand() {
            super(8093);
        }

        @Override
        Starter configured(Path file) {
            StateProjectorConfig config = StateProjectorConfig.read(file);
            return meters -> StateProjector.start(config, meters);
        }
    }

    /** {@code instance-bus gateway}. */
    @Command(name = "gateway", mixinStandardHelpOptions = true, description = "Runs only the gateway: the HTTP API.")
    static final class GatewayCommand extends ServiceCommand {
        GatewayCommand() {
            super(8090);
        }

        @Override
        Starter configured(Path file) {
            GatewayConfig config = GatewayConfig.read(file);
            return meters -> Gateway.start(config, meters);
        }
    }
}
