package io.instancebus.worker.ssh;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.future.SshFuture;

/** Waits by the monotonic clock. The library's own waits use the wall clock, and end early when it is set. */
final class Waits {
    private Waits() {}

    /** Whether the future completed in time. */
    static <T extends SshFuture<T>> boolean isDone(T future, Duration timeout) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        future.addListener(any -> done.countDown());
        return done.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
}
