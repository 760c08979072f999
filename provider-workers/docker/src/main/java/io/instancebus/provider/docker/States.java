package io.instancebus.provider.docker;

import io.instancebus.domain.Address;
import io.instancebus.domain.AddressType;
import io.instancebus.domain.Configuration;
import io.instancebus.domain.Configuration.Named;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.Addresses;
import io.instancebus.provider.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Converts a container to a sighting. docs/docker.md has the table. */
record States(DockerConfig config) {
    /** A container that ends within this time after its start counts as a failed start. */
    private static final Duration SHORT_LIFE = Duration.ofSeconds(10);
    /** The fault of a paused container. No command pauses a container; a start resumes it. */
    private static final Failure PAUSED = new Failure(
            FailureCategory.CONFLICT, "paused", "the container is paused: its processes are suspended", false);
    /** 128 + SIGKILL or SIGTERM: the container was ended from outside. */
    private static final Set<Integer> ENDED_BY_SIGNAL = Set.of(137, 143);

    /** Whether the listing is not sufficient for a sighting. */
    static boolean wantsMore(Listed listed) {
        return switch (listed.state()) {
            case "created", "running", "removing" -> false;
            default -> true;
        };
    }

    /**
     * @param asked the same container's details; null if they are not needed ({@link #wantsMore}), or the container no
     *     longer exists
     */
    Sighting of(Listed listed, @Nullable Inspected asked, Instant now) {
        Inspected.State state = asked == null ? null : asked.state();
        return switch (listed.state()) {
            // Created and not started yet: a repeat of its create continues with it, whatever its age.
            case "created" -> sighting(listed, SightingState.PENDING, "created", null);
            case "running" -> running(listed, asked, now);
            case "removing" -> sighting(listed, SightingState.STOPPING, "removing", null);
            case "exited" ->
                sighting(listed, SightingState.STOPPED, raw(listed, state), state == null ? null : fault(state));
            case "paused" -> sighting(listed, SightingState.STOPPED, "paused", PAUSED);
            case "restarting" -> restarting(listed, asked);
            case "dead" ->
                sighting(
                        listed,
                        SightingState.ERROR,
                        "dead",
                        failure("dead", "the engine could not remove the container" + words(state)));
            default ->
                sighting(
                        listed,
                        SightingState.UNKNOWN,
                        listed.state(),
                        Unknown.state("the Docker engine", listed.state()));
        };
    }

    /** A container that the engine has just restarted is still in its restart loop. */
    private Sighting running(Listed listed, @Nullable Inspected asked, Instant now) {
        boolean again =
                asked != null && asked.restarts() > 0 && asked.state().up(now).compareTo(SHORT_LIFE) < 0;
        return again ? restarting(listed, asked) : sighting(listed, SightingState.RUNNING, "running", null);
    }

    /** The engine reports the exit status until it has restarted the container. */
    private Sighting restarting(Listed listed, @Nullable Inspected asked) {
        Inspected.State ended = asked == null || !listed.state().equals("restarting") ? null : asked.state();
        String code = ended == null ? "restarting" : Integer.toString(ended.exitCode());
        String status = ended == null ? "" : ", after exit status " + ended.exitCode();
        String count = asked == null ? "" : " (restart " + asked.restarts() + ")";
        return sighting(
                listed,
                SightingState.ERROR,
                raw(listed, ended),
                failure(code, "the container's process keeps ending, and the engine starts it again" + status + count));
    }

    private static String raw(Listed listed, Inspected.@Nullable State state) {
        return state == null ? listed.state() : listed.state() + " (" + state.exitCode() + ")";
    }

    /** Why the container did not start, or what ended it; null if it was stopped normally. */
    private static @Nullable Failure fault(Inspected.State end) {
        if (end.outOfMemory()) {
            return new Failure(
                    FailureCategory.CAPACITY, "OOMKilled", "the container used more memory than it may", false);
        }
        if (end.error() != null && !end.error().isBlank()) {
            return failure(Integer.toString(end.exitCode()), end.error());
        }
        if (end.ran().compareTo(SHORT_LIFE) < 0 && !ENDED_BY_SIGNAL.contains(end.exitCode())) {
            return failure(
                    Integer.toString(end.exitCode()),
                    "the container's process ended with status " + end.exitCode() + ", "
                            + end.ran().toMillis() + " ms after its start");
        }
        return null;
    }

    private static Failure failure(String code, String message) {
        return new Failure(FailureCategory.INTERNAL, code, message, false);
    }

    private static String words(Inspected.@Nullable State end) {
        return end == null || end.error() == null || end.error().isBlank() ? "" : ": " + end.error();
    }

    private Sighting sighting(Listed listed, SightingState state, String raw, @Nullable Failure fault) {
        Integer port = port(listed);
        return Sighting.builder(state)
                .rawState(raw)
                .nativeId(listed.id())
                .publicAddresses(port == null ? List.of() : List.of(address(config.address())))
                .privateAddresses(networks(listed).values().stream()
                        .flatMap(network -> Stream.ofNullable(network.address()))
                        .flatMap(text -> Addresses.read(text).stream())
                        .toList())
                .sshPort(port)
                .launchedAt(created(listed))
                .username(config.sshUsername())
                .fault(fault)
                .configuration(new Configuration(null, image(listed), Named.orNull(Creation.REALM), null, null, null))
                .build();
    }

    /**
     * An engine shows an image by the name at creation or in full; by its id alone if the name now belongs to another
     * image, which does not change this container's image.
     */
    private static @Nullable Named image(Listed listed) {
        String shown = listed.image();
        if (shown == null || shown.startsWith("sha256:")) {
            return null;
        }
        String familiar = shown.replaceFirst("^docker\\.io/(library/)?", "");
        return Named.orNull(shown, familiar, familiar.replaceFirst(":latest$", ""), listed.imageId());
    }

    private static @Nullable Instant created(Listed listed) {
        Long seconds = listed.created();
        return seconds == null || seconds < 0 || seconds > Instant.MAX.getEpochSecond()
                ? null
                : Instant.ofEpochSecond(seconds);
    }

    private @Nullable Integer port(Listed listed) {
        List<Listed.Port> ports = listed.ports();
        return ports == null
                ? null
                : ports.stream()
                        .filter(each ->
                                each.inside() == config.sshPort() && each.outside() > 0 && "tcp".equals(each.type()))
                        .map(Listed.Port::outside)
                        .findFirst()
                        .orElse(null);
    }

    private static Map<String, Listed.Network> networks(Listed listed) {
        Listed.Networks networks = listed.networks();
        Map<String, Listed.Network> byName = networks == null ? null : networks.byName();
        return byName == null ? Map.of() : byName;
    }

    private static Address address(String address) {
        return new Address(
                address,
                address.contains(":")
                        ? AddressType.IPV6
                        : address.matches("[0-9.]+") ? AddressType.IPV4 : AddressType.HOSTNAME);
    }
}
