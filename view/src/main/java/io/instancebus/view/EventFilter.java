package io.instancebus.view;

import org.jspecify.annotations.Nullable;

/** Which events: those that match everything that is not null. */
public record EventFilter(
        @Nullable String instanceId,
        @Nullable String commandId,
        @Nullable String actor) {}
