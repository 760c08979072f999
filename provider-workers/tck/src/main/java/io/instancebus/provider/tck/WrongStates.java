package io.instancebus.provider.tck;

import io.instancebus.domain.SightingState;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The required effect of each action in each state in which it is not legal. */
record WrongStates(Class<?> suite) {
    /** The states, in the order of the page. */
    static final List<SightingState> STATES = List.of(
            SightingState.PENDING,
            SightingState.RUNNING,
            SightingState.STOPPING,
            SightingState.STOPPED,
            SightingState.GONE);

    /** The item about actions in this state; empty if there is none. */
    static Optional<Item> item(SightingState state) {
        return switch (state) {
            case PENDING -> Optional.of(Item.ILLEGAL_WHILE_PENDING);
            case RUNNING -> Optional.of(Item.ILLEGAL_WHILE_RUNNING);
            case STOPPING -> Optional.of(Item.ILLEGAL_WHILE_STOPPING);
            case STOPPED -> Optional.of(Item.ILLEGAL_WHILE_STOPPED);
            case GONE -> Optional.of(Item.ILLEGAL_AFTER_THE_END);
            case ERROR, MISSING, UNKNOWN -> Optional.empty();
        };
    }

    Map<Deed, Comes> in(SightingState state) {
        Map<Deed, Comes> deeds = new EnumMap<>(Deed.class);
        for (Deed deed : Deed.values()) {
            usual(state, deed)
                    .ifPresent(usual -> deeds.put(deed, ofItsOwn(state, deed).orElse(usual)));
        }
        return deeds;
    }

    private Optional<Comes> ofItsOwn(SightingState state, Deed deed) {
        return Matrix.lineage(suite).stream()
                .flatMap(each -> List.of(each.getDeclaredAnnotationsByType(Takes.class)).stream())
                .filter(takes -> takes.in() == state && List.of(takes.deeds()).contains(deed))
                .map(Takes::then)
                .findFirst();
    }

    /** The usual effect; empty if the action is legal in this state. */
    private static Optional<Comes> usual(SightingState state, Deed deed) {
        return Optional.ofNullable(
                switch (deed) {
                    case START ->
                        switch (state) {
                            case PENDING, STOPPING -> Comes.CONFLICT;
                            case RUNNING -> Comes.NOTHING;
                            case GONE -> Comes.NOT_FOUND;
                            case STOPPED, ERROR, MISSING, UNKNOWN -> null;
                        };
                    case STOP, STOP_BY_FORCE ->
                        switch (state) {
                            case PENDING -> Comes.CONFLICT;
                            case STOPPING, STOPPED -> Comes.NOTHING;
                            case GONE -> Comes.NOT_FOUND;
                            case RUNNING, ERROR, MISSING, UNKNOWN -> null;
                        };
                    case REBOOT, REBOOT_BY_FORCE ->
                        switch (state) {
                            case PENDING, STOPPING, STOPPED -> Comes.CONFLICT;
                            case GONE -> Comes.NOT_FOUND;
                            case RUNNING, ERROR, MISSING, UNKNOWN -> null;
                        };
                    case DESTROY -> state == SightingState.GONE ? Comes.NOT_FOUND : null;
                });
    }
}
