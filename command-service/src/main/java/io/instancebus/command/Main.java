package io.instancebus.command;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command service as a process of its own: {@code --config FILE}. */
public final class Main {
    private static final Logger log = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length != 2 || !args[0].equals("--config")) {
            log.atError().log("Usage: command-service --config FILE");
            System.exit(2);
        }
        CommandService service = CommandService.start(CommandServiceConfig.read(Path.of(args[1])));
        CountDownLatch stop = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stop.countDown();
                            service.close();
                        },
                        "stop"));
        while (!stop.await(1, TimeUnit.SECONDS)) {
            if (!service.live()) {
                log.atError().log("The command service cannot go on");
                System.exit(1);
            }
        }
    }
}
