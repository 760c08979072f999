package io.instancebus.projector;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state-projector as a process: {@code --config FILE} keeps the view, {@code rebuild --config FILE} rebuilds it. */
public final class Main {
    private static final Logger log = LoggerFactory.getLogger(Main.class);
    private static final String USAGE = "usage: state-projector [rebuild] --config FILE";

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        int status = run(List.of(arguments), System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Returns 0, or 2 if what it was told is wrong, or 1 if it could not be done; the error stream says why. */
    static int run(List<String> arguments, PrintStream errors) throws InterruptedException {
        boolean rebuild = !arguments.isEmpty() && arguments.getFirst().equals("rebuild");
        List<String> options = rebuild ? arguments.subList(1, arguments.size()) : arguments;
        if (options.size() != 2 || !options.getFirst().equals("--config")) {
            errors.println(USAGE);
            return 2;
        }
        StateProjectorConfig config;
        try {
            config = StateProjectorConfig.read(Path.of(options.get(1)));
        } catch (IllegalArgumentException e) {
            errors.println(e.getMessage());
            return 2;
        }
        try {
            if (rebuild) {
                StateProjector.rebuild(config, errors::println);
            } else {
                keep(config);
            }
            return 0;
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("the state-projector could not go on");
            errors.println(e.getMessage());
            return 1;
        }
    }

    private static void keep(StateProjectorConfig config) throws InterruptedException {
        StateProjector projector = StateProjector.start(config);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            projector.close();
                            ended.countDown();
                        },
                        "state-projector-stop"));
        ended.await();
    }
}
