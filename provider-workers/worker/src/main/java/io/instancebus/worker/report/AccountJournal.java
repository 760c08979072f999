package io.instancebus.worker.report;

import io.instancebus.domain.AccountNews;
import io.instancebus.domain.ProviderType;

/** Publishes the health, catalogue and keys of accounts. Thread-safe. */
public interface AccountJournal {

    /**
     * Returns when the bus has it durably.
     *
     * @throws NotReported if it could not be published within a bounded time
     */
    void publish(String account, ProviderType provider, AccountNews news) throws NotReported;
}
