package io.instancebus.view;

import java.util.Set;

/**
 * The commands of the events that were added to the history after some position.
 *
 * @param position the position of the last of these events
 */
public record CommandNews(long position, Set<String> commandIds) {
    public CommandNews {
        commandIds = Set.copyOf(commandIds);
    }
}
