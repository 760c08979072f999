package io.instancebus.standalone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands that start the product in a JVM of its own: from the classes of this build, or, where {@code instancebus.app} names
 * the folder of a packaged product, from its jars and with its AOT cache, which halves the start.
 */
final class ProductJvm {
    private static final String APP = System.getProperty("instancebus.app", "");

    private ProductJvm() {}

    /** {@code java} with these options, and then the product's program with these arguments. */
    static List<String> command(String maximumHeap, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx" + maximumHeap,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        if (APP.isEmpty()) {
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        } else {
            command.addAll(List.of("-XX:AOTCache=" + Path.of(APP, ".aot"), "-Xlog:aot*=off", "-Xlog:cds*=off"));
            command.addAll(List.of("-cp", Path.of(APP, "*").toString()));
        }
        command.add(Main.class.getName());
        command.addAll(arguments);
        return command;
    }
}
