package io.instancebus.worker.guard;

/** An adapter threw something other than a {@link io.instancebus.provider.ProviderFailure}, or returned an invalid result. */
public final class AdapterBug extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param words what the adapter did, without any text of the adapter, which may contain a secret */
    AdapterBug(String words) {
        super(words);
    }
}
