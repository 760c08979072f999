package io.instancebus.view;

import org.jspecify.annotations.Nullable;

/** Selects the events that match every field that is not null. */
public record EventFilter(
        @Nullable String instanceId,
        @Nullable String commandId,
        @Nullable String actor) {}
