package io.instancebus.provider.vsphere;

import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.vsphere.vim.VimException;
import io.instancebus.provider.vsphere.vim.VimFault;
import io.instancebus.provider.vsphere.vim.VimSession;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The session in which the hands of this process act on an account. Thread-safe. */
final class ActionSession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ActionSession.class);

    private final Logins logins;
    private final Duration timeout;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable VimSession session;

    /** @param timeout the time limit of all calls of one piece of work together */
    ActionSession(Logins logins, Duration timeout) {
        this.logins = logins;
        this.timeout = timeout;
    }

    /**
     * Work in a session. It may be repeated in a new session, so it must check the state before it changes anything.
     */
    @FunctionalInterface
    interface Work<T> {
        T in(VimSession session, Deadline deadline) throws VimException, ProviderFailure;
    }

    /**
     * Does the work, and repeats it once in a new session if vCenter says that the session has ended: it has not
     * carried out the refused call.
     */
    <T> T with(Work<T> work) throws ProviderFailure {
        Deadline deadline = Deadline.in(timeout);
        VimSession current = open(deadline);
        try {
            return work.in(current, deadline);
        } catch (VimFault e) {
            if (!e.is("NotAuthenticated")) {
                throw Failures.ofRead(e);
            }
            log.atInfo().log("vCenter has ended the session; logging in again");
            forget(current);
        } catch (VimException e) {
            throw Failures.ofRead(e);
        }
        try {
            return work.in(open(deadline), deadline);
        } catch (VimException e) {
            throw Failures.ofRead(e);
        }
    }

    private VimSession open(Deadline deadline) throws ProviderFailure {
        VimSession known = session;
        if (known != null) {
            return known;
        }
        opening.lock();
        try {
            VimSession meanwhile = session;
            if (meanwhile != null) {
                return meanwhile;
            }
            VimSession fresh = logins.login(deadline);
            session = fresh;
            return fresh;
        } catch (VimException e) {
            throw Failures.ofRead(e);
        } finally {
            opening.unlock();
        }
    }

    private void forget(VimSession ended) {
        opening.lock();
        try {
            if (session == ended) {
                session = null;
            }
        } finally {
            opening.unlock();
        }
    }

    @Override
    public void close() {
        VimSession last = session;
        if (last != null) {
            Logins.logout(last);
        }
    }
}
