package io.instancebus.command.state;

import org.jspecify.annotations.Nullable;

/** Stored state that this version cannot read: damaged, or written by a later version. */
public final class UnreadableState extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnreadableState(String message) {
        this(message, null);
    }

    UnreadableState(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
