package io.instancebus.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code instance-bus demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Starts everything on free ports in a temporary folder, publishes commands through Kafka as another"
                    + " service would, and shows the events as they come, the view and a history.",
            "The exit status is 0 only if the demo saw all of this.",
            "",
            "`./instance-bus demo --vsphere` shows a clone that fails late in a (simulated) vCenter; it needs Go and"
                    + " Debian's govmomi."
        })
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--keep", description = "Keep the temporary folder for inspection.")
    private boolean keep;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintStream out = System.out;
        Path folder = Files.createTempDirectory("instance-bus-demo-");
        try {
            return demonstrate(out, folder) ? 0 : 1;
        } finally {
            if (keep) {
                out.println("The folder was kept: " + folder);
            } else {
                delete(folder);
            }
        }
    }

    private static boolean demonstrate(PrintStream out, Path folder) throws InterruptedException {
        out.println("Starting Instance Bus in " + folder);
        EmbeddedDefault.logTo(folder);
        EmbeddedConfig config = EmbeddedConfig.onFreePorts(folder);
        try (EmbeddedDefault bus = EmbeddedDefault.start(config, new Progress(out))) {
            var unused = bus.interruption().thenAccept(EmbeddedDefault::endWithoutBroker);
            boolean seen = new Demo(out, bus.addresses()).run();
            out.println();
            out.println(
                    seen
                            ? "That was it. Now: ./instance-bus up"
                            : "Something was not seen that should have been; see above, and the log with --keep.");
            return seen;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
