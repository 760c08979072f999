package io.instancebus.faults;

import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.RunOnInstance;
import io.instancebus.client.Commands;
import io.instancebus.faults.check.CommandKey;
import io.instancebus.faults.check.Recovery;
import io.instancebus.schemas.sealing.SealedUse;
import io.instancebus.schemas.sealing.Sealer;
import io.instancebus.schemas.sealing.SealingPublicKey;
import io.instancebus.schemas.sealing.SecretField;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;

/**
 * Sends a small command several times a second to healthy instances in all partitions, and measures the time until it
 * is accepted, until the gateway shows it, and until it is done.
 */
final class Canary implements AutoCloseable {
    static final String ACCOUNT = "canary";
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final Duration LOOK_EVERY = Duration.ofMillis(15);
    private static final Duration GIVE_UP = Duration.ofSeconds(90);
    private static final int INSTANCES = 16;
    private static final int LOOKS = 6;
    private static final int FACTOR = 3;
    private static final long FLOOR_MILLIS = 150;

    /** The times at which a canary was sent and its results arrived, in nanoseconds; 0 for not yet. */
    static final class Song {
        private final CommandKey command;
        private final long sent;
        private volatile long shown;

        Song(CommandKey command, long sent) {
            this.command = command;
            this.sent = sent;
        }
    }

    /**
     * The latency of one canary in milliseconds; -1 for a result that did not arrive.
     *
     * @param at the time at which it was sent, in nanoseconds
     */
    record Latency(long at, double accepted, double shown, double done) {}

    /** The usual latency, in milliseconds. */
    record Usual(double accepted, double shown, double done) {
        boolean holds(Latency latency) {
            return within(latency.accepted, accepted) && within(latency.shown, shown) && within(latency.done, done);
        }

        private static boolean within(double took, double usual) {
            return took >= 0 && took <= Math.max(FLOOR_MILLIS, FACTOR * usual);
        }
    }

    private final Sending sending;
    private final Tap tap;
    private final String gateway;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final Commands commands = new Commands(ACCOUNT);
    private final List<String> instances = new ArrayList<>();
    private final List<Song> songs = java.util.Collections.synchronizedList(new ArrayList<>());
    private final Queue<Song> unseen = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    Canary(Sending sending, Tap tap, String gateway) {
        this.sending = sending;
        this.tap = tap;
        this.gateway = gateway;
    }

    /** Creates its instances, and waits until they run. */
    void start() throws InterruptedException {
        List<CommandKey> creates = new ArrayList<>();
        for (int number = 0; number < INSTANCES; number++) {
            InstanceCommand create = commands.create(
                    "canary-c" + number,
                    "canary-i" + number,
                    CreateInstance.newBuilder()
                            .setAccount(ACCOUNT)
                            .setImageId("img1")
                            .setTags(Map.of())
                            .build());
            creates.add(CommandKey.of(create));
            instances.add(create.getInstanceId());
            sending.send(create);
        }
        await(creates, "the canaries' instances do not start");
        threads.add(Thread.ofPlatform().daemon().name("canary").start(this::sing));
        threads.add(Thread.ofPlatform().daemon().name("canary-looks").start(this::look));
    }

    /**
     * Executes a run that prints its login password, and waits for it, so that a secret would be found if output
     * were published unmasked.
     */
    void printSecret(SealingPublicKey key, String password) throws InterruptedException {
        String instance = instances.getFirst();
        RunOnInstance body = new RunOnInstance();
        body.setTimeoutSeconds(30);
        InstanceCommand run = commands.run("canary-printing", instance, body);
        body.setCommandLine(Sealer.protect(key, SealedUse.of(run, SecretField.COMMAND_LINE), "echo " + password));
        sending.send(run);
        await(List.of(CommandKey.of(run)), "no run printed a secret");
    }

    private void await(List<CommandKey> all, String otherwise) throws InterruptedException {
        long giveUp = System.nanoTime() + GIVE_UP.toNanos();
        while (!all.stream().allMatch(command -> tap.told(command).succeeded())) {
            if (System.nanoTime() > giveUp) {
                throw new IllegalStateException(otherwise);
            }
            Thread.sleep(100);
        }
    }

    private void sing() {
        long next = System.nanoTime();
        for (int number = 0; !ended.get(); number++) {
            String id = "canary-r" + number;
            InstanceCommand run = commands.run(
                    id,
                    instances.get(number % instances.size()),
                    RunOnInstance.newBuilder()
                            .setCommandLine(new ProtectedText("true", null, null))
                            .setTimeoutSeconds(2)
                            .build());
            Song song = new Song(CommandKey.of(run), System.nanoTime());
            songs.add(song);
            unseen.add(song);
            sending.send(run);
            next += EVERY.toNanos();
            pause(Duration.ofNanos(Math.max(1, next - System.nanoTime())));
        }
    }

    private void look() {
        while (!ended.get()) {
            List<Song> some = unseen.stream()
                    .sorted(Comparator.comparingLong((Song song) -> song.sent).reversed())
                    .limit(LOOKS)
                    .toList();
            some.forEach(this::look);
            unseen.removeIf(song -> song.shown != 0 || System.nanoTime() - song.sent > GIVE_UP.toNanos());
            pause(LOOK_EVERY);
        }
    }

    private void look(Song song) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway + "/v1/commands/" + song.command.commandId()))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                song.shown = System.nanoTime();
            }
        } catch (IOException away) {
            // The gateway may be down; the measured time covers that.
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
    }

    /** The latencies of all canaries sent since then that have arrived or are later than usual. */
    List<Latency> since(long begin) {
        synchronized (songs) {
            return songs.stream()
                    .filter(song -> song.sent >= begin)
                    .map(this::latency)
                    .toList();
        }
    }

    private Latency latency(Song song) {
        Tap.Told told = tap.told(song.command);
        return new Latency(
                song.sent,
                millis(song, told.first()),
                millis(song, song.shown),
                told.succeeded() ? millis(song, told.last()) : -1);
    }

    private static double millis(Song song, long at) {
        return at == 0 ? -1 : (at - song.sent) / 1e6;
    }

    /** The medians since then. */
    Usual usual(long begin) {
        List<Latency> all = since(begin);
        return new Usual(
                median(all, latency -> (long) (latency.accepted() * 1e3)) / 1e3,
                median(all, latency -> (long) (latency.shown() * 1e3)) / 1e3,
                median(all, latency -> (long) (latency.done() * 1e3)) / 1e3);
    }

    private static double median(List<Latency> all, ToLongFunction<Latency> value) {
        long[] sorted =
                all.stream().mapToLong(value).filter(one -> one >= 0).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalStateException("no canary was answered");
        }
        return sorted[sorted.length / 2];
    }

    /** The time at which latency returned to usual after a fault; empty if it did not. */
    java.util.Optional<Recovery> recovery(long begin, long end, Usual usual) {
        long settled = System.nanoTime()
                - Duration.ofMillis((long) (FACTOR * usual.done() + FLOOR_MILLIS))
                        .toNanos();
        return Recovery.of(
                begin,
                end,
                since(begin).stream()
                        .filter(latency -> latency.at() < settled)
                        .map(latency -> new Recovery.Sample(latency.at(), usual.holds(latency)))
                        .toList());
    }

    /** Sends no more canaries. */
    @Override
    public void close() {
        ended.set(true);
        threads.forEach(thread -> {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
