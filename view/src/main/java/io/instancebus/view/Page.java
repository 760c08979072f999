package io.instancebus.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some rows, and the cursor of the next page; null on the last page. */
public record Page<T>(List<T> items, @Nullable String next) {
    public Page {
        items = List.copyOf(items);
    }
}
