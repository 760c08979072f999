package io.instancebus.embedded;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;

/**
 * Bounds the memory that request bodies take: each alone, and all of a server together. What is read counts until the
 * request is answered. A handler that reads beyond a bound gets a {@link BodyRefused}.
 */
public final class BoundedBodies extends Filter {
    /** The most bytes of one body. */
    static final int LIMIT = 1024 * 1024;

    /** The most bytes of all bodies of a server. */
    static final int TOGETHER = 8 * LIMIT;

    private final Semaphore free = new Semaphore(TOGETHER);

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        var body = new Body(exchange.getRequestBody(), free);
        exchange.setStreams(body, null);
        try {
            chain.doFilter(exchange);
        } finally {
            body.release();
        }
    }

    @Override
    public String description() {
        return "Bounds the memory that request bodies take";
    }

    private static final class Body extends FilterInputStream {
        private final Semaphore free;
        private int held;

        Body(InputStream in, Semaphore free) {
            super(in);
            this.free = free;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            if (read >= 0) {
                hold(1);
            }
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, Math.min(length, LIMIT - held + 1));
            if (read > 0) {
                hold(read);
            }
            return read;
        }

        private void hold(int bytes) throws BodyRefused {
            if (bytes > LIMIT - held) {
                throw refused(413, "The body is larger than " + LIMIT + " bytes");
            }
            if (!free.tryAcquire(bytes)) {
                throw refused(503, "The bodies of other requests fill the memory for them; try again");
            }
            held += bytes;
        }

        /** What was read is of no use to anybody. */
        private BodyRefused refused(int status, String message) {
            release();
            return new BodyRefused(status, message);
        }

        void release() {
            free.release(held);
            held = 0;
        }
    }
}
