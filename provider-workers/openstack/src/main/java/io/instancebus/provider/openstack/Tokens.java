package io.instancebus.provider.openstack;

import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.Deadline;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The account's token. If many threads find it expired, one of them requests a new one. */
final class Tokens {
    private final Identity identity;
    private final ReentrantLock renewing = new ReentrantLock();
    private volatile @Nullable String current;

    Tokens(Identity identity) {
        this.identity = identity;
    }

    /** The current token; it must have been requested before. */
    String current() {
        String token = current;
        if (token == null) {
            throw new IllegalStateException("the account is not logged in");
        }
        return token;
    }

    /** The current token; requests the first one. */
    String get(Deadline deadline) throws ProviderFailure {
        String token = current;
        return token == null ? insteadOf(null, deadline) : token;
    }

    /** A token other than this one, which was refused. */
    String insteadOf(@Nullable String refused, Deadline deadline) throws ProviderFailure {
        lock(deadline);
        try {
            String token = current;
            if (token == null || token.equals(refused)) {
                token = identity.token(deadline);
                current = token;
            }
            return token;
        } finally {
            renewing.unlock();
        }
    }

    private void lock(Deadline deadline) throws ProviderFailure {
        try {
            if (!renewing.tryLock(deadline.left().toMillis(), TimeUnit.MILLISECONDS)) {
                throw ProviderFailure.unreachable("the identity service gave no token in time", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderFailure.unreachable("interrupted before anything was sent", e);
        }
    }
}
