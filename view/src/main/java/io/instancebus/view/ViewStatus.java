package io.instancebus.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The size and the age of the view.
 *
 * @param instances the approximate number of instances
 * @param lastRecordedAt the time at which the newest applied event was recorded; null if there is none
 */
public record ViewStatus(long instances, @Nullable Instant lastRecordedAt) {}
