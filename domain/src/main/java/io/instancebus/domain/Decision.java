package io.instancebus.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a decision: the events, in order; the effects to perform; and the aggregate to store, null if nothing
 * is to be stored.
 *
 * @param actions the actions that are legal afterwards; empty if no instance exists
 */
public record Decision(
        List<Event> events, List<Effect> effects, @Nullable Aggregate next, List<CommandType> actions) {
    public Decision {
        events = List.copyOf(events);
        effects = List.copyOf(effects);
        actions = List.copyOf(actions);
    }
}
