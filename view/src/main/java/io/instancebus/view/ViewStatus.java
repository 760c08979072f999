package io.instancebus.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the view stands.
 *
 * @param instances how many rows it has, about
 * @param lastRecordedAt when the newest event that it has was recorded; null for none
 */
public record ViewStatus(long instances, @Nullable Instant lastRecordedAt) {}
