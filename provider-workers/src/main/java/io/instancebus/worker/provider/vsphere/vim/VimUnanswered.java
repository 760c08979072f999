package io.instancebus.worker.provider.vsphere.vim;

import org.jspecify.annotations.Nullable;

/** No answer came, or none that can be read. */
public final class VimUnanswered extends VimException {
    private static final long serialVersionUID = 1L;

    private final boolean mayHaveArrived;

    VimUnanswered(String message, boolean mayHaveArrived, @Nullable Throwable cause) {
        super(message, cause);
        this.mayHaveArrived = mayHaveArrived;
    }

    /** Whether vCenter may have carried the call out. */
    public boolean mayHaveArrived() {
        return mayHaveArrived;
    }
}
