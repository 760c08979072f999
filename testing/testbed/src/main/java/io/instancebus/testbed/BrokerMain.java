package io.instancebus.testbed;

import io.instancebus.embedded.Detour;
import io.instancebus.embedded.EmbeddedKafka;
import io.instancebus.schemas.topic.Topics;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The broker as a process. Arguments: folder, port, then each proxied address as NAME=PORT:ADVERTISED. It ends with
 * status 1 when its disk is full, and can be restarted when there is space.
 */
public final class BrokerMain {
    static final String READY = "broker ready";

    private BrokerMain() {}

    public static void main(String[] arguments) {
        List<Detour> detours =
                Arrays.stream(arguments).skip(2).map(BrokerMain::detour).toList();
        Topics topics = Topics.withoutPrefix();
        EmbeddedKafka kafka = EmbeddedKafka.start(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                detours,
                topic -> !topics.isWrittenByServices(topic));
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
        System.out.println(READY);
        var unused = kafka.disk().exhausted().thenAcceptAsync(words -> {
            kafka.close();
            System.err.println("the disk is full, the broker was stopped cleanly: " + words);
            Runtime.getRuntime().halt(1);
        });
        System.err.println(kafka.fault().toCompletableFuture().join());
        Runtime.getRuntime().halt(1);
    }

    static String argument(Detour detour) {
        return detour.name() + "=" + detour.port() + ":" + detour.advertisedPort();
    }

    private static Detour detour(String argument) {
        String[] parts = argument.split("[=:]");
        return new Detour(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }
}
