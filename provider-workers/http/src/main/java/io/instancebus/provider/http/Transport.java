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
 * Sends one request to a provider and reads its whole response: once, without logging, without following redirects.
 * Thread-safe.
 */
public interface Transport extends AutoCloseable {
    /** The maximum length of a response, in bytes; a longer one is an IOException. */
    int LONGEST_ANSWER = 64 << 20;

    /** @param body the body; empty for none */
    record Request(String method, URI uri, Map<String, List<String>> headers, byte[] body) {
        @Override
        public String toString() {
            return method + " " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
        }
    }

    record Answer(int status, String reason, Map<String, List<String>> headers, byte[] body) {
        /** The first value of a header; names are case-insensitive. */
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

        /** A failure because one side does not trust the other's certificate. */
        public static NotSent distrusted(String message, Throwable cause) {
            return new NotSent(message, cause, true);
        }

        /** Whether a certificate was not trusted: see {@link Distrust}. */
        public boolean distrusted() {
            return distrusted;
        }

        /** This failure as the failure of a provider's call. */
        public ProviderFailure failure(String words) {
            return distrusted ? ProviderFailure.distrusted(words) : ProviderFailure.unreachable(words, null);
        }
    }

    /**
     * @param timeout for the whole exchange, from the connection to the response's last byte
     * @throws NotSent if it certainly never reached the provider
     * @throws java.net.http.HttpTimeoutException if the whole response did not come in time
     * @throws java.io.InterruptedIOException if the thread was interrupted
     * @throws IOException otherwise; the request may have been carried out
     */
    Answer exchange(Request request, Duration timeout) throws IOException;

    /** The exception of an exchange that exceeded its time-out. */
    static IOException late(Duration timeout, Throwable cause) {
        String message = "no answer within " + timeout.toMillis() + " ms";
        return (IOException) new HttpTimeoutException(message).initCause(cause);
    }

    @Override
    void close();
}
