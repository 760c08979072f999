package io.instancebus.provider.openstack;

import io.instancebus.domain.Address;
import io.instancebus.domain.Configuration;
import io.instancebus.domain.Configuration.Named;
import io.instancebus.domain.Failure;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.Addresses;
import io.instancebus.provider.Unknown;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Converts a server's status and task to a sighting. docs/openstack.md has the table. */
final class States {
    private static final Set<String> GOING =
            Set.of("powering-off", "shelving", "suspending", "deleting", "soft-deleting");

    private final @Nullable String sshUsername;
    private final Flavors flavors;

    States(@Nullable String sshUsername, Flavors flavors) {
        this.sshUsername = sshUsername;
        this.flavors = flavors;
    }

    Sighting of(Server server) {
        SightingState state = state(server.status(), server.task());
        return Sighting.builder(state)
                .rawState(server.task() == null ? server.status() : server.status() + " " + server.task())
                .nativeId(server.id())
                .publicAddresses(addresses(server, States::isPublic))
                .privateAddresses(addresses(server, nic -> !isPublic(nic)))
                .launchedAt(launched(server, state))
                .ownerId(server.userId())
                .username(sshUsername)
                .progress(state == SightingState.PENDING ? progress(server) : null)
                .fault(fault(server, state))
                .configuration(configuration(server.setup()))
                .build();
    }

    private Configuration configuration(Server.Setup setup) {
        List<Named> groups = setup.securityGroups().stream()
                .map(name -> new Named(name, List.of()))
                .toList();
        return new Configuration(
                setup.name(),
                Named.orNull(setup.image()),
                Named.orNull(setup.zone()),
                Named.orNull(flavors.id(setup)),
                setup.keyName(),
                // Nova shows no address of a server whose ports do not exist yet.
                groups.isEmpty() ? null : groups);
    }

    static SightingState state(String status, @Nullable String task) {
        // Under load, Nova still shows a deleted server with that task.
        if (task != null && GOING.contains(task) && !status.equals("DELETED")) {
            return SightingState.STOPPING;
        }
        return switch (status) {
            case "ACTIVE", "PASSWORD", "RESCUE", "MIGRATING", "VERIFY_RESIZE" -> SightingState.RUNNING;
            case "BUILD", "REBUILD", "REBOOT", "HARD_REBOOT", "RESIZE", "REVERT_RESIZE" -> SightingState.PENDING;
            case "SHUTOFF", "SUSPENDED", "PAUSED", "SHELVED", "SHELVED_OFFLOADED" ->
                task == null ? SightingState.STOPPED : SightingState.PENDING;
            case "ERROR" -> SightingState.ERROR;
            case "DELETED", "SOFT_DELETED" -> SightingState.GONE;
            default -> SightingState.UNKNOWN;
        };
    }

    /**
     * The time of the first start, or the creation time, which is close to it, because not every cloud reports the
     * former.
     */
    private static @Nullable Instant launched(Server server, SightingState state) {
        return server.launched() == null && state != SightingState.PENDING ? server.created() : server.launched();
    }

    private static @Nullable Integer progress(Server server) {
        Integer progress = server.progress();
        // Most hypervisors always report 0.
        return progress == null || progress <= 0 || progress > 100 ? null : progress;
    }

    private static @Nullable Failure fault(Server server, SightingState state) {
        return switch (state) {
            case ERROR -> error(server);
            case UNKNOWN -> Unknown.state("Nova", server.status());
            case PENDING, RUNNING, STOPPING, STOPPED, GONE, MISSING -> null;
        };
    }

    private static Failure error(Server server) {
        Server.Fault fault = server.fault();
        return fault == null
                ? Failures.ofServer(null, "Nova shows the server in ERROR and gives no reason")
                : Failures.ofServer(fault.code(), fault.message());
    }

    private static List<Address> addresses(Server server, Predicate<Server.Nic> which) {
        return server.addresses().stream()
                .filter(which)
                .flatMap(nic -> Addresses.read(nic.address()).stream())
                .distinct()
                .toList();
    }

    private static boolean isPublic(Server.Nic nic) {
        return nic.floating() || nic.network().equals("public") || !local(nic.address());
    }

    private static boolean local(String text) {
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            boolean unique = text.contains(":") && (address.getAddress()[0] & 0xfe) == 0xfc;
            return unique
                    || address.isSiteLocalAddress()
                    || address.isLoopbackAddress()
                    || address.isLinkLocalAddress();
        } catch (IllegalArgumentException e) {
            return true;
        }
    }
}
