package io.instancebus.faults;

import io.instancebus.client.ClientConfig;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.faults.check.CommandKey;
import io.instancebus.faults.plan.Story;
import io.instancebus.schemas.sealing.SealingPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The publishers, each with its own story and client. */
final class Stream implements AutoCloseable {
    private final List<Sending> sendings = new ArrayList<>();
    private final List<Thread> publishers = new ArrayList<>();

    private Stream() {}

    /**
     * Starts to publish.
     *
     * @param clients the client settings of a publisher, by its name
     * @param taken receives the commands that the broker has confirmed
     */
    static Stream start(
            Options options,
            FaultsSetup stage,
            SealingPublicKey key,
            Function<String, ClientConfig> clients,
            Set<CommandKey> taken) {
        Stream stream = new Stream();
        String password = stage.sandboxPassword();
        Duration pace = Duration.ofSeconds(1).multipliedBy(options.publishers()).dividedBy(options.rate());
        for (int number = 1; number <= options.publishers(); number++) {
            String name = "publisher-" + number;
            Sending sending = new Sending(new InstanceBusClient(clients.apply(name)), taken);
            Story story = new Story(options.seed(), number, stage.publishedTo());
            Publisher publisher = new Publisher(name, story, sending, key, password);
            stream.sendings.add(sending);
            stream.publishers.add(Thread.ofPlatform().daemon().name(name).start(() -> publisher.run(pace)));
        }
        return stream;
    }

    /** Stops the publishers, and waits until the broker has the commands that they began to send. */
    void end() throws InterruptedException {
        publishers.forEach(Thread::interrupt);
        for (Thread publisher : publishers) {
            publisher.join();
        }
        sendings.forEach(Sending::await);
    }

    @Override
    public void close() {
        publishers.forEach(Thread::interrupt);
        sendings.forEach(sending -> sending.client().close());
    }
}
