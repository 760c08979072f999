package io.instancebus.provider.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jclouds.http.HttpCommand;
import org.jclouds.http.HttpErrorHandler;
import org.jclouds.http.HttpResponse;
import org.jclouds.http.HttpResponseException;

/** Converts each error response to an exception with its whole text; jclouds' own handler ignores some. */
final class EngineErrors implements HttpErrorHandler {
    private static final int NOT_MODIFIED = 304;

    @Override
    public void handleError(HttpCommand command, HttpResponse response) {
        // A start of a running container, or a stop of a stopped one.
        if (response.getStatusCode() != NOT_MODIFIED) {
            command.setException(new HttpResponseException(command, response, text(response)));
        }
    }

    private static String text(HttpResponse response) {
        if (response.getPayload() == null) {
            return "";
        }
        try (InputStream in = response.getPayload().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
