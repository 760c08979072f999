package io.instancebus.gateway.http;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Reads request bodies. Each has a maximum size and a time limit; all together have a memory limit. */
final class RequestBodies {
    /** The maximum number of bytes of a body. */
    static final int LIMIT = 256 * 1024;

    /** The maximum number of bytes of all bodies that are being read or parsed. */
    static final int TOGETHER = 32 * 1024 * 1024;

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int CHUNK = 8 * 1024;

    private final Semaphore free = new Semaphore(TOGETHER);

    /** Reads the body, which must be JSON by its media type, or empty, and parses it with the function. */
    <T> T read(Context ctx, Function<byte[], T> understand) {
        if (ctx.req().getContentLengthLong() > LIMIT) {
            throw tooLarge().thrown();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            arrive(ctx.req().getInputStream(), body);
            if (body.size() > 0) {
                MediaType.requireJson(ctx.contentType());
                MediaType.requireUncoded(ctx.header("Content-Encoding"));
            }
            return understand.apply(body.toByteArray());
        } catch (IOException broken) {
            throw broken.getCause() instanceof TimeoutException
                    ? tooSlow()
                    : Problem.of(ProblemType.BAD_REQUEST, "The body did not arrive whole.")
                            .thrown();
        } finally {
            free.release(body.size());
        }
    }

    /** If nothing arrives, the server's idle timeout ends the read. */
    private void arrive(InputStream in, ByteArrayOutputStream body) throws IOException {
        long end = System.nanoTime() + LONGEST.toNanos();
        byte[] chunk = new byte[CHUNK];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            if (System.nanoTime() > end) {
                throw tooSlow();
            }
            if (read > LIMIT - body.size()) {
                throw tooLarge().thrown();
            }
            if (!free.tryAcquire(read)) {
                throw Problem.of(
                                ProblemType.OVERLOADED,
                                "The bodies of other requests fill the memory for them. Nothing was published; send it"
                                        + " again later.")
                        .withHeader("Retry-After", "2")
                        .thrown();
            }
            body.write(chunk, 0, read);
        }
    }

    static Problem tooLarge() {
        return Problem.of(ProblemType.BODY_TOO_LARGE, "The body may have at most " + LIMIT + " bytes.");
    }

    private static ProblemException tooSlow() {
        return Problem.of(
                        ProblemType.REQUEST_TIMEOUT, "The body must arrive within " + LONGEST.toSeconds() + " seconds.")
                .thrown();
    }
}
