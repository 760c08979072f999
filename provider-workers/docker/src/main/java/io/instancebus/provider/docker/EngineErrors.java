package io.instancebus.provider.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jclouds.http.HttpCommand;
import org.jclouds.http.HttpErrorHandler;
import org.jclouds.http.HttpResponse;
import org.jclouds.http.HttpResponseException;

/** Makes an exception of each answer that is an error, with its whole text; jclouds' own takes some for none. */
final class EngineErrors implements HttpErrorHandler {
    private static final int NOT_MODIFIED = 304;

    @Override
    public void handleError(HttpCommand command, HttpResponse response) {
        // Started what runs, or stopped what is stopped.
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
