package io.instancebus.worker.watcher;

import io.instancebus.provider.Provider;
import java.time.Duration;

/**
 * An account as watchers use it.
 *
 * @param passInterval between two looks at all of its instances
 */
public record WatchedAccount(String name, Provider provider, Duration passInterval, AccountMeters meters) {

    /** One of which nothing is measured. */
    public WatchedAccount(String name, Provider provider, Duration passInterval) {
        this(name, provider, passInterval, AccountMeters.NONE);
    }
}
