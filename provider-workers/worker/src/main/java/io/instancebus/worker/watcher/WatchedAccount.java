package io.instancebus.worker.watcher;

import io.instancebus.provider.Provider;
import java.time.Duration;

/**
 * An account for watchers.
 *
 * @param passInterval the interval between two passes over all its instances
 */
public record WatchedAccount(String name, Provider provider, Duration passInterval, AccountMeters meters) {

    /** An account without meters. */
    public WatchedAccount(String name, Provider provider, Duration passInterval) {
        this(name, provider, passInterval, AccountMeters.NONE);
    }
}
