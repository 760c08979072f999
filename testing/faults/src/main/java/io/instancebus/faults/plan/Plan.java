package io.instancebus.faults.plan;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * The endless sequence of faults, the same for the same seed and cast. It begins with one of each kind. Then follow
 * shuffled decks, each with every kind and every process.
 */
public final class Plan {
    private static final List<String> BUS = List.of(Fault.KAFKA, Fault.REGISTRY);
    private static final List<String> DUPLICATED =
            List.of("instances.commands", "instances.reports", "instances.tasks.sandbox");
    private static final List<String> BOMBED = List.of(
            "instances.commands",
            "instances.events",
            "instances.state",
            "instances.tasks.sandbox",
            "instances.runs",
            "instances.observations",
            "instances.reports",
            "accounts.events");
    private static final List<String> READERS = List.of(Cast.DECIDER, "provider-workers", "state-projector");
    private static final Duration DAY_BACK = Duration.ofHours(-30);
    private static final List<String> SPOILED = List.of("instances.commands", "instances.reports");

    private final Random random;
    private final Cast cast;
    private final Deque<Fault> deck = new ArrayDeque<>();

    public Plan(long seed, Cast cast) {
        this.random = new Random(seed);
        this.cast = cast;
        List<Fault> tour = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Fault> all = faults(kind);
            Fault one = all.get(random.nextInt(all.size()));
            if (cast.possible().contains(kind)) {
                tour.add(one);
            }
        }
        shuffleIn(tour);
    }

    public Step next() {
        if (deck.isEmpty()) {
            List<Fault> all = new ArrayList<>();
            for (Kind kind : Kind.values()) {
                List<Fault> some = faults(kind);
                if (cast.possible().contains(kind)) {
                    all.addAll(some);
                }
            }
            shuffleIn(all);
        }
        return new Step(between(200, cast.brief() ? 500 : 2_000), deck.remove());
    }

    private void shuffleIn(List<Fault> faults) {
        Collections.shuffle(faults, random);
        deck.addAll(faults);
    }

    private List<Fault> faults(Kind kind) {
        return switch (kind) {
            case KILL -> each(cast.services(), service -> new Fault.Kill(service, between(0, 3_000)));
            case PAUSE -> each(cast.services(), service -> new Fault.Pause(service, beyondSession()));
            case KAFKA ->
                List.of(new Fault.Kill(Fault.KAFKA, between(500, 5_000)), new Fault.Pause(Fault.KAFKA, hold()));
            case REGISTRY -> List.of(new Fault.Kill(Fault.REGISTRY, hold()));
            case DATABASE -> List.of(new Fault.Kill(Fault.POSTGRES, hold()));
            case CUT -> lines(3, (service, dependency) -> new Fault.Cut(service, dependency, hold()));
            case SLOW ->
                lines(2, (service, dependency) -> new Fault.Slow(service, dependency, between(100, 1_000), hold()));
            case SILENT -> lines(2, (service, dependency) -> new Fault.Silent(service, dependency, hold()));
            case GARBAGE -> each(SPOILED, topic -> new Fault.Garbage(topic, 100 + random.nextInt(900), Duration.ZERO));
            case DUPLICATES ->
                each(DUPLICATED, topic -> new Fault.Duplicates(topic, 5 + random.nextInt(20), Duration.ZERO));
            case DISK -> List.of(new Fault.DiskFull(Fault.POSTGRES, hold()));
            case CLOCK -> clocks();
            case DAY_BACK -> daysBack();
            case BOMBS -> each(BOMBED, topic -> new Fault.Bombs(topic, 20 + random.nextInt(20), Duration.ZERO));
            case EXTREMES -> List.of(new Fault.Extremes(Duration.ZERO));
            case FORGERIES -> List.of(new Fault.Forgeries(10 + random.nextInt(10), Duration.ZERO));
            case BROKER_DISK -> List.of(new Fault.DiskFull(Fault.KAFKA, hold()));
            case REFUSAL -> refusals();
        };
    }

    private List<Fault> clocks() {
        List<Fault> faults = new ArrayList<>();
        for (String service : cast.services()) {
            Duration offset = service.startsWith(Cast.DECIDER)
                    ? cast.deciderClock()
                    : random.nextBoolean() ? Duration.ofMinutes(2) : Duration.ofHours(1);
            faults.add(new Fault.ClockOff(service, random.nextBoolean() ? offset : offset.negated(), hold()));
        }
        Collections.shuffle(faults, random);
        return faults.subList(0, Math.min(3, faults.size()));
    }

    /** One service that decides, because it recognises repeated commands by their time, and one that does not. */
    private List<Fault> daysBack() {
        List<String> deciding = new ArrayList<>(cast.services());
        deciding.removeIf(service -> !service.startsWith(Cast.DECIDER));
        List<String> others = new ArrayList<>(cast.services());
        others.removeAll(deciding);
        List<Fault> faults = new ArrayList<>();
        for (List<String> some : List.of(deciding, others)) {
            if (!some.isEmpty()) {
                String service = some.get(random.nextInt(some.size()));
                faults.add(new Fault.ClockOff(service, DAY_BACK, hold()));
            }
        }
        return faults;
    }

    private List<Fault> refusals() {
        List<String> readers = new ArrayList<>(cast.services());
        readers.removeIf(service -> READERS.stream().noneMatch(service::startsWith));
        Collections.shuffle(readers, random);
        return each(
                readers.subList(0, Math.min(3, readers.size())),
                service -> new Fault.Refusal(service, random.nextBoolean() ? 403 : 404, beyondStart()));
    }

    @FunctionalInterface
    private interface OnLine {
        Fault of(String service, String dependency);
    }

    private List<Fault> lines(int count, OnLine fault) {
        List<Fault> faults = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            String service = cast.services().get(random.nextInt(cast.services().size()));
            List<String> dependencies = new ArrayList<>(BUS);
            if (cast.usingView().contains(service)) {
                dependencies.add(Fault.POSTGRES);
            }
            faults.add(fault.of(service, dependencies.get(random.nextInt(dependencies.size()))));
        }
        return faults;
    }

    private static List<Fault> each(List<String> names, java.util.function.Function<String, Fault> fault) {
        return names.stream().map(fault).toList();
    }

    private Duration hold() {
        return cast.brief() ? between(2_000, 4_000) : between(2_000, 8_000);
    }

    /** Longer than a group waits for a silent member. */
    private Duration beyondSession() {
        return cast.brief() ? between(7_000, 8_000) : between(7_000, 15_000);
    }

    /** Longer than a service's start. */
    private Duration beyondStart() {
        return cast.brief() ? between(6_000, 8_000) : between(8_000, 15_000);
    }

    private Duration between(int low, int high) {
        return Duration.ofMillis(low + random.nextInt(high - low));
    }
}
