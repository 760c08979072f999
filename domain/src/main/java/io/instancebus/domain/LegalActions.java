package io.instancebus.domain;

import static io.instancebus.domain.CommandType.DESTROY;
import static io.instancebus.domain.CommandType.REBOOT;
import static io.instancebus.domain.CommandType.RUN;
import static io.instancebus.domain.CommandType.START;
import static io.instancebus.domain.CommandType.STOP;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which commands are legal in which state, by provider type: the one place that says so, and what the
 * actions attribute shows, which events and snapshots carry. From the state machines that Deltacloud published per driver, except that
 * DESTROY is legal wherever something may exist: every provider can do it, or its adapter stops first.
 */
public final class LegalActions {
    private static final Map<InstanceState, List<CommandType>> COMMON = Map.of(
            InstanceState.START, List.of(),
            InstanceState.PENDING, List.of(DESTROY),
            InstanceState.RUNNING, List.of(STOP, REBOOT, DESTROY, RUN),
            InstanceState.STOPPING, List.of(DESTROY),
            InstanceState.STOPPED, List.of(START, DESTROY),
            InstanceState.ERROR, List.of(DESTROY),
            InstanceState.FINISH, List.of());

    /** Rackspace has no stop that keeps the server, and so no start; a server that is found stopped can only be destroyed. */
    private static final Map<InstanceState, List<CommandType>> RACKSPACE =
            with(Map.of(InstanceState.RUNNING, List.of(REBOOT, DESTROY, RUN), InstanceState.STOPPED, List.of(DESTROY)));

    /** A server in ERROR can often be brought back by a hard reboot. */
    private static final Map<InstanceState, List<CommandType>> OPENSTACK =
            with(Map.of(InstanceState.ERROR, List.of(STOP, REBOOT, DESTROY)));

    private LegalActions() {}

    public static List<CommandType> of(ProviderType type, InstanceState state) {
        Map<InstanceState, List<CommandType>> table = switch (type) {
            case SANDBOX, EC2, DOCKER, VSPHERE -> COMMON;
            case OPENSTACK -> OPENSTACK;
            case RACKSPACE -> RACKSPACE;
        };
        return table.getOrDefault(state, List.of());
    }

    /** Those that are legal in some state; the others never are, whatever comes first. */
    public static Set<CommandType> ever(ProviderType type) {
        Set<CommandType> ever = EnumSet.noneOf(CommandType.class);
        for (InstanceState state : InstanceState.values()) {
            ever.addAll(of(type, state));
        }
        return ever;
    }

    /** Why the instance's state does not allow the command; nothing where it does. */
    static Optional<String> whyIllegal(Instance instance, CommandType type) {
        List<CommandType> legal = of(instance.providerType(), instance.state());
        if (legal.contains(type)) {
            return Optional.empty();
        }
        String allowed = names(legal);
        return Optional.of(word(type) + " is not possible while the instance is " + instance.state() + "; possible: "
                + (allowed.isEmpty() ? "nothing" : allowed));
    }

    /** Why no state allows the command; nothing where one does. */
    static Optional<String> whyNever(ProviderType provider, CommandType type) {
        Set<CommandType> ever = ever(provider);
        return ever.contains(type)
                ? Optional.empty()
                : Optional.of(word(type) + " is never possible with provider " + provider.label()
                        + "; possible in some state: " + names(ever));
    }

    private static String word(CommandType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static String names(Collection<CommandType> types) {
        return types.stream().map(CommandType::name).collect(Collectors.joining(", "));
    }

    private static Map<InstanceState, List<CommandType>> with(Map<InstanceState, List<CommandType>> differences) {
        Map<InstanceState, List<CommandType>> table = new EnumMap<>(COMMON);
        table.putAll(differences);
        return Map.copyOf(table);
    }
}
