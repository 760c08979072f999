package io.instancebus.worker.watcher;

import java.time.Duration;

/** The meters of an account while this process watches it. */
public interface AccountMeters {
    /** Meters that record nothing. */
    AccountMeters NONE = new AccountMeters() {
        @Override
        public void passed(Duration took) {}

        @Override
        public void stale(boolean stale) {}

        @Override
        public void ended() {}
    };

    /** A pass over all instances has ended. */
    void passed(Duration took);

    /** Whether the account's instances are shown as last seen, because its provider does not answer. */
    void stale(boolean stale);

    /** This process no longer watches the account. */
    void ended();
}
