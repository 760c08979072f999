package io.instancebus.testbed;

import io.instancebus.embedded.EmbeddedSchemaRegistry;
import java.util.concurrent.CountDownLatch;

/** The schema registry as a process. Arguments: the broker's address and the port. */
public final class RegistryMain {
    static final String READY = "registry ready";

    private RegistryMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedSchemaRegistry registry = EmbeddedSchemaRegistry.start(arguments[0], Integer.parseInt(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(registry::close));
        System.out.println(READY);
        new CountDownLatch(1).await();
    }
}
