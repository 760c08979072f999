package io.instancebus.standalone;

import io.instancebus.projector.StateProjector;
import io.instancebus.projector.StateProjectorConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code instance-bus rebuild}. */
@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        description = {
            "Drops the view and replays the events into it. Makes no call to a provider.",
            "Stop the state-projectors of this view first."
        })
final class RebuildCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The state-projector's configuration.")
    private Path config = Path.of("");

    @Override
    public Integer call() {
        StateProjector.rebuild(StateProjectorConfig.read(config), System.out::println);
        return 0;
    }
}
