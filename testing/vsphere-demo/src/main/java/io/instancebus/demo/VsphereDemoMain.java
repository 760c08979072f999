package io.instancebus.demo;

import io.instancebus.simulators.vcenter.VcenterSimulator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code instance-bus demo --vsphere}. */
@Command(
        name = "instance-bus demo --vsphere",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a simulated vCenter, a broker and the services, and shows a clone that fails after vCenter has"
                    + " taken it. Needs Go and Debian's govmomi.",
            "Ends with 0 only if all of that was seen."
        })
public final class VsphereDemoMain implements Callable<Integer> {
    @Option(names = "--keep", description = "Keep the temporary folder for inspection.")
    private boolean keep;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new VsphereDemoMain()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintStream out = System.out;
        Optional<String> missing = VcenterSimulator.missing();
        if (missing.isPresent()) {
            out.println("The vSphere demo needs a vCenter to show anything, and the simulated one cannot be built: "
                    + missing.get() + ".");
            return 1;
        }
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

    private static boolean demonstrate(PrintStream out, Path folder) throws IOException, InterruptedException {
        System.setProperty("logback.configurationFile", "logback-embedded.xml");
        System.setProperty(
                "instancebus.log", folder.resolve("logs/instance-bus.log").toString());
        boolean seen = new VsphereDemo(out, folder).run();
        out.println();
        out.println(
                seen
                        ? "That was a simulated vCenter; docs/vsphere.md describes how to use a real one."
                        : "Something was not seen that should have been; see above, and the log with --keep.");
        return seen;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
