package io.instancebus.provider.docker;

import io.instancebus.provider.Unreadable;
import java.beans.ConstructorProperties;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The details of one container. The engine answers after it has finished its current change of the container, whose
 * listing shows the former state for a while; and the details tell more about the end of the process.
 *
 * @param created in the format of RFC 3339
 * @param restarts the number of restarts by the engine's restart policy
 */
record Inspected(
        String id,
        @Nullable String created,
        int restarts,
        State state,
        @Nullable Settings settings) {
    @ConstructorProperties({"Id", "Created", "RestartCount", "State", "NetworkSettings"})
    Inspected {}

    /**
     * @param status as in the listing; null if the engine does not report it
     * @param error the engine's reason why the container could not be started; empty for none
     */
    record State(
            @Nullable String status,
            int exitCode,
            boolean outOfMemory,
            @Nullable String error,
            @Nullable String startedAt,
            @Nullable String finishedAt) {
        @ConstructorProperties({"Status", "ExitCode", "OOMKilled", "Error", "StartedAt", "FinishedAt"})
        State {}

        /** The time from its start to its end; zero if it never ran. */
        Duration ran() {
            return between(instant(startedAt), instant(finishedAt));
        }

        /** The time since its start; zero if it never ran. */
        Duration up(Instant now) {
            return between(instant(startedAt), now);
        }

        private static Duration between(@Nullable Instant start, @Nullable Instant end) {
            return start == null || end == null || end.isBefore(start) ? Duration.ZERO : Duration.between(start, end);
        }
    }

    /** @param ports ports by port and protocol, such as 22/tcp; null for a port that is not published */
    record Settings(
            @Nullable Map<String, @Nullable List<Binding>> ports,
            @Nullable Map<String, Listed.Network> networks) {
        @ConstructorProperties({"Ports", "Networks"})
        Settings {}
    }

    record Binding(@Nullable String ip, @Nullable String port) {
        @ConstructorProperties({"HostIp", "HostPort"})
        Binding {}
    }

    /** The container as the listing would show it now. */
    Listed listed(Listed shown) {
        Instant made = instant(created);
        if (!shown.id().equals(id)) {
            throw new Unreadable("it belongs to another container");
        }
        return new Listed(
                id,
                shown.image(),
                shown.imageId(),
                shown.labels(),
                made == null ? shown.created() : Long.valueOf(made.getEpochSecond()),
                state.status() == null ? shown.state() : state.status(),
                null,
                settings == null ? shown.ports() : ports(settings),
                settings == null ? shown.networks() : new Listed.Networks(settings.networks()));
    }

    private static List<Listed.Port> ports(Settings settings) {
        List<Listed.Port> ports = new ArrayList<>();
        if (settings.ports() != null) {
            settings.ports().forEach((name, bindings) -> {
                if (bindings != null) {
                    bindings.forEach(binding -> ports.add(port(name, binding)));
                }
            });
        }
        return ports;
    }

    private static Listed.Port port(String name, Binding binding) {
        String[] inside = name.split("/", 2);
        return new Listed.Port(
                binding.ip(), number(inside[0]), number(binding.port()), inside.length > 1 ? inside[1] : "tcp");
    }

    private static int number(@Nullable String digits) {
        return digits != null && digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
