package io.instancebus.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided: the events, in order; what the outside is to do; and what is known of the instance from
 * now on, null where nothing is to be kept.
 */
public record Decision(
        List<Event> events, List<Effect> effects, @Nullable Aggregate next) {
    public Decision {
        events = List.copyOf(events);
        effects = List.copyOf(effects);
    }
}
