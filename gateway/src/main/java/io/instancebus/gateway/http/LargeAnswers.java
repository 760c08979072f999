package io.instancebus.gateway.http;

import io.javalin.http.Context;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/**
 * Limits the memory of responses that wait for their clients to read them: a page of long outputs can have many
 * megabytes.
 */
final class LargeAnswers {
    /** Smaller responses are not counted; the number of connections limits them. */
    private static final int SMALL = 64 * 1024;

    /** The maximum number of bytes of all large responses of this process. A larger response counts as this many. */
    private static final int TOGETHER = 64 * 1024 * 1024;

    private static final Semaphore FREE = new Semaphore(TOGETHER);

    private LargeAnswers() {}

    /** Reserves memory until the request is complete; rejects the request if none is left. */
    static void hold(Context ctx, int bytes) {
        if (bytes <= SMALL) {
            return;
        }
        int held = Math.min(bytes, TOGETHER);
        if (!FREE.tryAcquire(held)) {
            throw Problem.of(
                            ProblemType.OVERLOADED,
                            "Large answers to other requests fill the memory for them. Ask again later, or for a smaller"
                                    + " page.")
                    .withHeader("Retry-After", "2")
                    .thrown();
        }
        Request.addCompletionListener(
                ServletContextRequest.getServletContextRequest(ctx.req()), ended -> FREE.release(held));
    }
}
