package io.instancebus.provider.vsphere.vim;

import org.jspecify.annotations.Nullable;

/** A call did not do what it was to do. */
public abstract sealed class VimException extends Exception permits VimFault, VimUnanswered {
    private static final long serialVersionUID = 1L;

    VimException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
