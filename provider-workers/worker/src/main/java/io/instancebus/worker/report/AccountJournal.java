package io.instancebus.worker.report;

import io.instancebus.domain.AccountNews;
import io.instancebus.domain.ProviderType;

/** Where watchers say how an account is. Safe for many threads. */
public interface AccountJournal {

    /**
     * Returns once the bus has it for good.
     *
     * @throws NotReported it could not be said within a bounded time
     */
    void publish(String account, ProviderType provider, AccountNews news) throws NotReported;
}
