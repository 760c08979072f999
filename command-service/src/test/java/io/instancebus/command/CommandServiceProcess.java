package io.instancebus.command;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A command service in a process of its own, to be killed: takes the path of its configuration. */
final class CommandServiceProcess {
    private CommandServiceProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (CommandService service = CommandService.start(CommandServiceConfig.read(Path.of(arguments[0])))) {
            CountDownLatch never = new CountDownLatch(1);
            never.await();
        }
    }
}
