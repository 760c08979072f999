package io.instancebus.gateway.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Writes a problem document for a request that fails before it reaches a route, such as one with too large a header or
 * an invalid URI.
 */
final class JettyProblems extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        ProblemType type = code >= 500 ? ProblemType.INTERNAL : ProblemType.BAD_REQUEST;
        Problem problem =
                Problem.of(type, "The request cannot be served as it is.").withStatus(code);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        response.write(
                true, ByteBuffer.wrap(problem.document(request.getHttpURI().getCanonicalPath())), callback);
    }
}
