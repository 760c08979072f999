package io.instancebus.gateway.http;

import io.javalin.http.Context;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/** Bounds the memory of answers that wait for their clients to read them: a page of long outputs has many megabytes. */
final class LargeAnswers {
    /** What is smaller is not counted: there are not more answers than connections. */
    private static final int SMALL = 64 * 1024;

    /** The most bytes of all large answers of this process; of a larger one only so much counts. */
    private static final int TOGETHER = 64 * 1024 * 1024;

    private static final Semaphore FREE = new Semaphore(TOGETHER);

    private LargeAnswers() {}

    /** Takes the memory until the request has come to its end; refuses the answer when there is none left. */
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
