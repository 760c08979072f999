package io.instancebus.provider.vsphere.vim;

import org.jspecify.annotations.Nullable;

/** No response arrived, or none that can be read. */
public final class VimUnanswered extends VimException {
    private static final long serialVersionUID = 1L;

    private final boolean mayHaveArrived;
    private final boolean distrusted;

    VimUnanswered(String message, boolean mayHaveArrived, @Nullable Throwable cause) {
        this(message, mayHaveArrived, false, cause);
    }

    private VimUnanswered(String message, boolean mayHaveArrived, boolean distrusted, @Nullable Throwable cause) {
        super(message, cause);
        this.mayHaveArrived = mayHaveArrived;
        this.distrusted = distrusted;
    }

    static VimUnanswered distrusted(String message, Throwable cause) {
        return new VimUnanswered(message, false, true, cause);
    }

    /** Whether nothing was sent because one side does not trust the other's certificate. */
    public boolean distrusted() {
        return distrusted;
    }

    /** Whether vCenter may have carried out the call. */
    public boolean mayHaveArrived() {
        return mayHaveArrived;
    }
}
