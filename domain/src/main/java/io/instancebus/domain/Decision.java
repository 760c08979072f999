package io.instancebus.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided: the events, in order; what the outside is to do; and what is known of the instance from
 * now on, null where nothing is to be kept.
 *
 * @param actions that are legal from now on; none where no instance lives
 */
public record Decision(
        List<Event> events, List<Effect> effects, @Nullable Aggregate next, List<CommandType> actions) {
    public Decision {
        events = List.copyOf(events);
        effects = List.copyOf(effects);
        actions = List.copyOf(actions);
    }
}
