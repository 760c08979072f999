package io.instancebus.standalone;

import io.instancebus.command.CommandService;
import io.instancebus.command.CommandServiceConfig;
import io.instancebus.gateway.Gateway;
import io.instancebus.gateway.GatewayConfig;
import io.instancebus.projector.StateProjector;
import io.instancebus.projector.StateProjectorConfig;
import io.instancebus.worker.ProviderWorkers;
import io.instancebus.worker.ProviderWorkersConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One service by itself, against a Kafka, a registry and a database of others. */
final class ServiceCommands {
    private ServiceCommands() {}

    /**
     * A service that runs.
     *
     * @param live whether it works or will by itself; if not, the process ends, for whoever starts it anew
     */
    record Running(AutoCloseable parts, BooleanSupplier live) {
        /** One whose parts mend themselves. */
        static Running of(AutoCloseable parts) {
            return new Running(parts, () -> true);
        }
    }

    /** Reads its configuration, starts, and runs until it is asked to end or cannot go on. */
    abstract static class ServiceCommand implements Callable<Integer> {
        @Option(
                names = "--config",
                required = true,
                paramLabel = "FILE",
                description = "The service's configuration, YAML; docs/configuration.md has an example.")
        private Path config = Path.of("");

        abstract Running start(Path config);

        @Override
        public Integer call() throws InterruptedException {
            Logger log = LoggerFactory.getLogger(getClass());
            Running service = start(config);
            Stopping stopping = new Stopping();
            log.atInfo().addKeyValue("config", config).log("Running");
            boolean asked = stopping.awaitWhile(service.live());
            if (!asked) {
                log.error("The service cannot go on");
            }
            stopping.close(service.parts(), () -> log.info("Stopping"), () -> log.info("Stopped"));
            return asked ? 0 : 1;
        }
    }

    /** {@code instance-bus command-service}. */
    @Command(
            name = "command-service",
            mixinStandardHelpOptions = true,
            description = "Runs the command-service alone: decides commands and writes events.")
    static final class CommandServiceCommand extends ServiceCommand {
        @Override
        Running start(Path config) {
            CommandService service = CommandService.start(CommandServiceConfig.read(config));
            return new Running(service, service::live);
        }
    }

    /** {@code instance-bus provider-workers}. */
    @Command(
            name = "provider-workers",
            mixinStandardHelpOptions = true,
            description = "Runs provider workers alone: carry out tasks and look at instances.")
    static final class ProviderWorkersCommand extends ServiceCommand {
        @Override
        Running start(Path config) {
            return Running.of(ProviderWorkers.start(ProviderWorkersConfig.read(config)));
        }
    }

    /** {@code instance-bus state-projector}. */
    @Command(
            name = "state-projector",
            mixinStandardHelpOptions = true,
            description = "Runs the state-projector alone: keeps the view.")
    static final class StateProjectorCommand extends ServiceCommand {
        @Override
        Running start(Path config) {
            StateProjector projector = StateProjector.start(StateProjectorConfig.read(config));
            return new Running(projector, projector::live);
        }
    }

    /** {@code instance-bus gateway}. */
    @Command(name = "gateway", mixinStandardHelpOptions = true, description = "Runs the gateway alone: the HTTP API.")
    static final class GatewayCommand extends ServiceCommand {
        @Override
        Running start(Path config) {
            return Running.of(Gateway.start(GatewayConfig.read(config)));
        }
    }
}
