package io.instancebus.provider.vsphere.vim;

import org.jspecify.annotations.Nullable;

/** A call failed. */
public abstract sealed class VimException extends Exception permits VimFault, VimUnanswered {
    private static final long serialVersionUID = 1L;

    VimException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
