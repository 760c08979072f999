package io.instancebus.view;

import org.jspecify.annotations.Nullable;

/** Selects at most limit rows (1 to {@link View#LARGEST_PAGE}), after the cursor or from the start. */
public record PageRequest(@Nullable String cursor, int limit) {
    public PageRequest {
        if (limit < 1 || limit > View.LARGEST_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + View.LARGEST_PAGE + ", and is " + limit);
        }
    }

    public static PageRequest first(int limit) {
        return new PageRequest(null, limit);
    }
}
