package io.instancebus.worker.watcher;

import java.time.Duration;

/** What is measured of an account while this process watches it. */
public interface AccountMeters {
    /** Nothing is measured. */
    AccountMeters NONE = new AccountMeters() {
        @Override
        public void passed(Duration took) {}

        @Override
        public void stale(boolean stale) {}

        @Override
        public void ended() {}
    };

    /** All instances were looked at. */
    void passed(Duration took);

    /** Whether the account's instances are shown as they were seen last, because its provider does not answer. */
    void stale(boolean stale);

    /** This process watches the account no more. */
    void ended();
}
