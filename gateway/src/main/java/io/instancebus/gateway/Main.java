package io.instancebus.gateway;

import io.instancebus.gateway.http.GatewayStartException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway as a process of its own: {@code --config FILE}. */
public final class Main {
    private static final Logger log = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length != 2 || !args[0].equals("--config")) {
            log.atError().log("Usage: gateway --config FILE");
            System.exit(2);
        }
        Gateway gateway;
        try {
            gateway = Gateway.start(GatewayConfig.read(Path.of(args[1])));
        } catch (IllegalArgumentException | GatewayStartException refused) {
            log.atError().log(refused.getMessage());
            System.exit(2);
            return;
        }
        CountDownLatch stop = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            gateway.close();
                            stop.countDown();
                        },
                        "stop"));
        stop.await();
    }
}
