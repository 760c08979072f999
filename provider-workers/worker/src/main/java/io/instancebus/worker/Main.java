package io.instancebus.worker;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a worker until the process is told to stop: {@code --config FILE}. */
public final class Main {
    private static final Logger log = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            log.atError().log("Usage: --config FILE");
            System.exit(2);
        }
        ProviderWorkers workers;
        try {
            workers = ProviderWorkers.start(ProviderWorkersConfig.read(Path.of(arguments[1])));
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("The workers cannot start");
            System.exit(1);
            return;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            workers.close();
            stopped.countDown();
        }));
        stopped.await();
    }
}
