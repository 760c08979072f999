package io.instancebus.provider.jclouds;

import com.google.inject.AbstractModule;
import com.google.inject.Scopes;
import io.instancebus.provider.http.Transport;
import org.jclouds.http.HttpCommandExecutorService;
import org.jclouds.http.config.ConfiguresHttpCommandExecutorService;
import org.jclouds.http.config.SSLModule;

/** Makes jclouds send through a transport, to these endpoints only. */
@ConfiguresHttpCommandExecutorService
final class ExchangeModule extends AbstractModule {
    private final Transport transport;
    private final Endpoints endpoints;
    private final Renewal renewal;

    ExchangeModule(Transport transport, Endpoints endpoints, Renewal renewal) {
        this.transport = transport;
        this.endpoints = endpoints;
        this.renewal = renewal;
    }

    @Override
    protected void configure() {
        install(new SSLModule());
        bind(Transport.class).toInstance(transport);
        bind(Endpoints.class).toInstance(endpoints);
        bind(Renewal.class).toInstance(renewal);
        bind(HttpCommandExecutorService.class).to(Exchanges.class).in(Scopes.SINGLETON);
    }
}
