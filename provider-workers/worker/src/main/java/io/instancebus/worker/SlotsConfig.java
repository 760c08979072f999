package io.instancebus.worker;

import org.jspecify.annotations.Nullable;

/**
 * The maximum number of tasks in progress in one worker.
 *
 * @param tasks for each provider type; 4 to 10,000; 1,024 by default. At most a quarter is taken at a time
 * @param runs 4 to 10,000; 64 by default
 */
public record SlotsConfig(@Nullable Integer tasks, @Nullable Integer runs) {
    public SlotsConfig {
        tasks = Settings.within("slots.tasks", tasks, 1_024, 4, 10_000);
        runs = Settings.within("slots.runs", runs, 64, 4, 10_000);
    }
}
