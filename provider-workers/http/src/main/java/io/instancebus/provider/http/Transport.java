package io.instancebus.provider.http;

import io.instancebus.provider.ProviderFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries one request to a provider and its whole answer back: once, never logged, no redirect followed. Safe for many
 * threads.
 */
public interface Transport extends AutoCloseable {
    /** Longest answer that is read, in bytes; a longer one is an IOException. */
    int LONGEST_ANSWER = 64 << 20;

    /** @param body empty for none */
    record Request(String method, URI uri, Map<String, List<String>> headers, byte[] body) {
        @Override
        public String toString() {
            return method + " " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
        }
    }

    record Answer(int status, String reason, Map<String, List<String>> headers, byte[] body) {
        /** The first value of a header, whatever the case of its name. */
        public Optional<String> header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .flatMap(header -> header.getValue().stream())
                    .findFirst();
        }

        @Override
        public String toString() {
            return "answer " + status;
        }
    }

    /** The request certainly never reached the provider. */
    final class NotSent extends IOException {
        private static final long serialVersionUID = 1L;

        private final boolean distrusted;

        public NotSent(String message, Throwable cause) {
            super(message, cause);
            this.distrusted = false;
        }

        public NotSent(String message) {
            super(message);
            this.distrusted = false;
        }

        private NotSent(String message, Throwable cause, boolean distrusted) {
            super(message, cause);
            this.distrusted = distrusted;
        }

        /** One side does not trust the other's certificate. */
        public static NotSent distrusted(String message, Throwable cause) {
            return new NotSent(message, cause, true);
        }

        /** Whether that is why: see {@link Distrust}. */
        public boolean distrusted() {
            return distrusted;
        }

        /** As it is told of a provider's call. */
        public ProviderFailure failure(String words) {
            return distrusted ? ProviderFailure.distrusted(words) : ProviderFailure.unreachable(words, null);
        }
    }

    /**
     * @param timeout for everything, from the connection to the answer's last byte
     * @throws NotSent if it certainly never reached the provider
     * @throws java.net.http.HttpTimeoutException if the whole answer did not come in time
     * @throws java.io.InterruptedIOException if the thread was interrupted
     * @throws IOException also otherwise, if it may have been carried out
     */
    Answer exchange(Request request, Duration timeout) throws IOException;

    /** What an exchange throws that took longer than its time-out. */
    static IOException late(Duration timeout, Throwable cause) {
        String message = "no answer within " + timeout.toMillis() + " ms";
        return (IOException) new HttpTimeoutException(message).initCause(cause);
    }

    @Override
    void close();
}
