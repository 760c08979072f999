package io.instancebus.provider.ec2;

import io.instancebus.domain.Address;
import io.instancebus.domain.Failure;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.Addresses;
import io.instancebus.provider.Unknown;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Converts an instance's state to a sighting. docs/ec2.md has the table. */
final class States {
    /** Codes, after Client. or Server., of requested or temporary states, which are no faults. */
    private static final Set<String> ORDINARY = Set.of(
            "UserInitiatedShutdown", "UserInitiatedHibernate", "InstanceInitiatedShutdown", "ScheduledStop", "pending");

    private States() {}

    static Sighting of(Ec2Instance instance, @Nullable String username) {
        SightingState state = state(instance.state());
        Optional<Failure> fault =
                state == SightingState.UNKNOWN ? Optional.of(Unknown.state("EC2", instance.state())) : fault(instance);
        return Sighting.builder(state)
                .rawState(instance.state())
                .nativeId(instance.id())
                .publicAddresses(addresses(instance.publicAddress(), instance.ipv6Address()))
                .privateAddresses(addresses(instance.privateAddress(), null))
                .launchedAt(instance.launchedAt())
                .ownerId(instance.ownerId())
                .username(username)
                .fault(fault.orElse(null))
                .configuration(instance.configuration())
                .build();
    }

    /** The sighting of an instance that was just launched. */
    static Sighting notListedYet(String nativeId, @Nullable String username) {
        return Sighting.builder(SightingState.PENDING)
                .rawState("not listed yet")
                .nativeId(nativeId)
                .username(username)
                .build();
    }

    /** The fault of an instance that stopped or ended without a request: a launch or a start that failed. */
    static Optional<Failure> fault(Ec2Instance instance) {
        String code = instance.reasonCode();
        if (code == null
                || !(instance.terminated() || instance.state().equals("stopped"))
                || ORDINARY.contains(Failures.bare(code))) {
            return Optional.empty();
        }
        String words = instance.reason() == null ? code : instance.reason();
        return Optional.of(new Failure(
                Failures.ofReason(code), code, words, Failures.ofReason(code).isTransient()));
    }

    private static SightingState state(String state) {
        return switch (state) {
            case "pending" -> SightingState.PENDING;
            case "running" -> SightingState.RUNNING;
            case "stopping", "shutting-down" -> SightingState.STOPPING;
            case "stopped" -> SightingState.STOPPED;
            case "terminated" -> SightingState.GONE;
            default -> SightingState.UNKNOWN;
        };
    }

    private static List<Address> addresses(@Nullable String ipv4, @Nullable String ipv6) {
        return Stream.of(Optional.ofNullable(ipv4), Optional.ofNullable(ipv6))
                .flatMap(text -> text.flatMap(Addresses::read).stream())
                .toList();
    }
}
