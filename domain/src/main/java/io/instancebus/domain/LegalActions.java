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
 * The commands that are legal in each state. Events and snapshots carry them as their actions.
 *
 * @param byState the legal commands of every state; none in START, where nothing is known yet, and in FINISH, which is
 *     final
 */
public record LegalActions(Map<InstanceState, List<CommandType>> byState) {
    /**
     * The legal actions of a provider that declares no others. They follow the state machines that Deltacloud published
     * per driver, except that DESTROY is legal wherever something may exist: every provider can do it, or its adapter
     * stops first.
     */
    public static final LegalActions COMMON = new LegalActions(Map.of(
            InstanceState.PENDING, List.of(DESTROY),
            InstanceState.RUNNING, List.of(STOP, REBOOT, DESTROY, RUN),
            InstanceState.STOPPING, List.of(DESTROY),
            InstanceState.STOPPED, List.of(START, DESTROY),
            InstanceState.ERROR, List.of(DESTROY)));

    public LegalActions {
        Map<InstanceState, List<CommandType>> whole = new EnumMap<>(InstanceState.class);
        for (InstanceState state : InstanceState.values()) {
            List<CommandType> legal = List.copyOf(byState.getOrDefault(state, List.of()));
            requireActions(state, legal);
            whole.put(state, legal);
        }
        byState = Map.copyOf(whole);
    }

    private static void requireActions(InstanceState state, List<CommandType> legal) {
        if (legal.contains(CommandType.CREATE) || Set.copyOf(legal).size() < legal.size()) {
            throw new IllegalArgumentException(state + ": each action once, and no CREATE: " + names(legal));
        }
        if (!legal.isEmpty() && (state == InstanceState.START || state == InstanceState.FINISH)) {
            throw new IllegalArgumentException("no action is legal in " + state + ": " + names(legal));
        }
    }

    /** These, except in the states that are named. */
    public LegalActions with(Map<InstanceState, List<CommandType>> differences) {
        Map<InstanceState, List<CommandType>> table = new EnumMap<>(byState);
        table.putAll(differences);
        return new LegalActions(table);
    }

    public List<CommandType> in(InstanceState state) {
        return byState.getOrDefault(state, List.of());
    }

    /** The commands that are legal in some state; the others are never legal. */
    public Set<CommandType> ever() {
        Set<CommandType> ever = EnumSet.noneOf(CommandType.class);
        byState.values().forEach(ever::addAll);
        return ever;
    }

    /** Why the state does not allow the command; empty if it does. */
    Optional<String> whyIllegal(InstanceState state, CommandType type) {
        List<CommandType> legal = in(state);
        if (legal.contains(type)) {
            return Optional.empty();
        }
        String allowed = names(legal);
        return Optional.of(word(type) + " is not possible while the instance is " + state + "; possible: "
                + (allowed.isEmpty() ? "nothing" : allowed));
    }

    /** Why no state of this provider's instances allows the command; empty if one does. */
    Optional<String> whyNever(ProviderType provider, CommandType type) {
        Set<CommandType> ever = ever();
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
}
