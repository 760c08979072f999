package io.instancebus.standalone;

import io.instancebus.schemas.sealing.KeyRing;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code instance-bus keys}. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Manages the workers' private sealing keys.",
        subcommands = KeysCommand.Add.class)
final class KeysCommand {

    /** {@code instance-bus keys add}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = {
                "Adds a new private sealing key to the workers' keysDirectory. The workers publish it when they",
                "restart; older keys in the folder still open secrets that were sealed to them. Use it to rotate the",
                "keys, or to start over when the keys are lost."
            })
    static final class Add implements Callable<Integer> {
        @Parameters(
                paramLabel = "DIR",
                arity = "0..1",
                defaultValue = "data/keys",
                description = "The workers' keysDirectory (default: ${DEFAULT-VALUE}).")
        private Path folder = Path.of("");

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            String keyId = KeyRing.rotate(folder).publicKey().keyId();
            spec.commandLine()
                    .getOut()
                    .println("Added key " + keyId + " in " + folder + ". Start the workers again to publish it.");
            return 0;
        }
    }
}
