package io.instancebus.worker.hand;

import io.instancebus.avro.ProviderTask;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.time.Clocks;
import io.instancebus.time.SteadyTime;
import io.instancebus.worker.report.Reporter;
import io.instancebus.worker.report.WorkerDeadLetters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records from one topic as members of a share group, and passes each to a {@link TaskHandler}. A member takes no
 * more records until its last batch is settled, so that one slow task would hold up all others if there were only one.
 */
public final class Hand implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Hand.class);
    private static final Duration END = Duration.ofSeconds(5);

    private final HandSettings settings;
    private final Handlers handlers;
    private final Clocks clocks;
    private final List<Member> members;

    private record Member(Taker taker, Thread thread) {}

    private Hand(HandSettings settings, Handlers handlers, List<Taker> takers, Clocks clocks) {
        this.settings = settings;
        this.handlers = handlers;
        this.clocks = clocks;
        this.members = IntStream.range(0, takers.size())
                .mapToObj(number -> new Member(
                        takers.get(number),
                        Thread.ofPlatform()
                                .name(settings.group() + "-taker-" + number)
                                .unstarted(takers.get(number))))
                .toList();
    }

    /**
     * Starts to take records.
     *
     * @param clientId the start of the members' names at the broker; unique
     */
    public static Hand start(
            HandSettings settings,
            BusConnection bus,
            String clientId,
            AvroCodec<ProviderTask> codec,
            TaskHandler handler,
            Reporter reporter,
            WorkerDeadLetters deadLetters,
            BrokerPresence broker,
            Clocks clocks) {
        Handlers handlers = new Handlers(settings, handler);
        List<Taker> takers = IntStream.range(0, HandSettings.TAKERS)
                .mapToObj(number -> new Taker(
                        settings,
                        () -> new KafkaShareConsumer<>(settings.consumerProperties(bus, member(clientId, number))),
                        codec,
                        handlers,
                        reporter,
                        deadLetters,
                        broker,
                        clocks))
                .toList();
        Hand hand = new Hand(settings, handlers, takers, clocks);
        hand.members.forEach(member -> member.thread().start());
        return hand;
    }

    private static String member(String clientId, int number) {
        return clientId + "-" + number;
    }

    /** The names at the broker of the members of a hand with this client id. */
    public static Set<String> memberNames(String clientId) {
        return IntStream.range(0, HandSettings.TAKERS)
                .mapToObj(number -> member(clientId, number))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the hand still works. */
    public boolean live() {
        return members.stream().allMatch(member -> member.thread().isAlive());
    }

    /** What keeps the hand from taking tasks, for operators; empty if nothing does. */
    public Optional<String> unavailableReason() {
        return live()
                ? members.stream()
                        .flatMap(member -> member.taker().awaited().stream())
                        .findFirst()
                : Optional.of("the hand of " + settings.group() + " has ended");
    }

    @Override
    public void close() {
        close(settings.closeTimeout());
    }

    /**
     * Takes no more records, releases those that were not begun, and waits at most this long for those in progress. If
     * several threads close the hand at the same time, the shortest patience applies to all; once closed, it stays
     * closed.
     */
    public void close(Duration patience) {
        if (handlers.isShutdown()) {
            return;
        }
        members.forEach(member -> member.taker().stop());
        SteadyTime deadline = clocks.steady().now().plus(patience);
        try {
            if (!join(deadline)) {
                interruptTakers();
            }
            if (!handlers.awaitAll(left(deadline))) {
                log.atWarn()
                        .addKeyValue("group", settings.group())
                        .addKeyValue("underWay", handlers.inProgress())
                        .log("Some tasks in progress did not end in time");
            }
            handlers.interrupt();
            if (!handlers.awaitEnd(END) || !join(clocks.steady().now().plus(END))) {
                log.atWarn().addKeyValue("group", settings.group()).log("A hand did not end cleanly");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            interruptTakers();
            handlers.interrupt();
        }
    }

    private void interruptTakers() {
        members.forEach(member -> member.thread().interrupt());
    }

    /** Whether all takers ended before the deadline. */
    private boolean join(SteadyTime deadline) throws InterruptedException {
        for (Member member : members) {
            if (!member.thread().join(left(deadline))) {
                return false;
            }
        }
        return true;
    }

    private Duration left(SteadyTime deadline) {
        Duration left = clocks.steady().now().until(deadline);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
