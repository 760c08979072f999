package io.instancebus.benchmarks;

import java.io.PrintStream;
import java.util.Arrays;

/** {@code decide}: decisions in memory. {@code pipeline BOOTSTRAP REGISTRY [COUNT [PER_SECOND]]}: a running bus. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "decide" -> new DecideBenchmark(out).run();
            case "pipeline" -> pipeline(out, Arrays.copyOfRange(arguments, 1, arguments.length));
            default -> {
                out.println("usage: decide | pipeline BOOTSTRAP REGISTRY [COUNT [PER_SECOND]]");
                System.exit(2);
            }
        }
    }

    private static void pipeline(PrintStream out, String[] arguments) throws Exception {
        if (arguments.length < 2) {
            out.println("pipeline needs the addresses that ./instance-bus up shows: BOOTSTRAP REGISTRY");
            System.exit(2);
        }
        int count = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2_000;
        int perSecond = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 200;
        new PipelineBenchmark(out, arguments[0], arguments[1]).run(count, perSecond);
    }
}
