package io.instancebus.provider.docker;

import org.jclouds.http.HttpErrorHandler;
import org.jclouds.http.annotation.ClientError;
import org.jclouds.http.annotation.Redirection;
import org.jclouds.http.annotation.ServerError;
import org.jclouds.rest.ConfiguresHttpApi;
import org.jclouds.rest.config.HttpApiModule;

/** Replaces jclouds' own module, which adds its executor and TLS 1.0. */
@ConfiguresHttpApi
final class EngineModule extends HttpApiModule<EngineApi> {
    @Override
    protected void bindErrorHandlers() {
        bind(HttpErrorHandler.class).annotatedWith(Redirection.class).to(EngineErrors.class);
        bind(HttpErrorHandler.class).annotatedWith(ClientError.class).to(EngineErrors.class);
        bind(HttpErrorHandler.class).annotatedWith(ServerError.class).to(EngineErrors.class);
    }
}
