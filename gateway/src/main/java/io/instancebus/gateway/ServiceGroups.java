package io.instancebus.gateway;

import io.instancebus.service.HealthCheck;
import io.instancebus.service.KafkaMeters;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupState;

/**
 * Checks whether the other services run, by their group members in Kafka. It sends one request to each broker, at most
 * once in two seconds. A killed process stays a member until its session expires.
 */
final class ServiceGroups implements AutoCloseable {
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final String UNKNOWN = "Kafka does not say which services run";

    private final Admin admin;
    private final String commandService;
    private final String stateProjector;
    private final String hands;
    private Map<String, GroupState> seen = Map.of();
    private Optional<String> unavailableReason = Optional.of(UNKNOWN);
    private long nextRefresh = System.nanoTime();

    ServiceGroups(GatewayConfig config) {
        this.commandService = Objects.requireNonNull(config.commandServiceGroup());
        this.stateProjector = Objects.requireNonNull(config.stateProjectorGroup());
        this.hands = Objects.requireNonNullElse(config.bus().topicPrefix(), "") + "instance-bus-hands-";
        Properties settings = KafkaMeters.reportedBy(config.bus()).clientProperties();
        settings.putIfAbsent("default.api.timeout.ms", "5000");
        settings.putIfAbsent("request.timeout.ms", "4000");
        this.admin = Admin.create(settings);
    }

    List<HealthCheck> checks() {
        return List.of(
                new HealthCheck(
                        "command-service", () -> missing(commandService, group -> group.equals(commandService))),
                new HealthCheck(
                        "state-projector", () -> missing(stateProjector, group -> group.equals(stateProjector))),
                new HealthCheck("provider-workers", () -> missing(hands + "*", group -> group.startsWith(hands))));
    }

    private synchronized Optional<String> missing(String name, Predicate<String> isOne) {
        refresh();
        if (unavailableReason.isPresent()) {
            return unavailableReason;
        }
        boolean there =
                seen.entrySet().stream().anyMatch(group -> isOne.test(group.getKey()) && hasMembers(group.getValue()));
        return there ? Optional.empty() : Optional.of("none is running: Kafka's group " + name + " has no member");
    }

    private static boolean hasMembers(GroupState state) {
        return switch (state) {
            case PREPARING_REBALANCE, COMPLETING_REBALANCE, STABLE, ASSIGNING, RECONCILING, NOT_READY -> true;
            case EMPTY, DEAD, UNKNOWN -> false;
        };
    }

    private void refresh() {
        if (System.nanoTime() - nextRefresh < 0) {
            return;
        }
        try {
            Map<String, GroupState> states = new HashMap<>();
            for (GroupListing group : admin.listGroups().all().get(FRESH.toMillis(), TimeUnit.MILLISECONDS)) {
                states.put(group.groupId(), group.groupState().orElse(GroupState.UNKNOWN));
            }
            seen = states;
            unavailableReason = Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            unavailableReason = Optional.of(UNKNOWN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            unavailableReason = Optional.of("the gateway stops");
        }
        nextRefresh = System.nanoTime() + FRESH.toNanos();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
