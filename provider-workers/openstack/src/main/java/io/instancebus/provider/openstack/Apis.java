package io.instancebus.provider.openstack;

import com.google.common.base.Supplier;
import com.google.common.collect.ImmutableSet;
import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.TypeLiteral;
import io.instancebus.provider.http.Transport;
import io.instancebus.provider.jclouds.Cloud;
import io.instancebus.provider.jclouds.Endpoints;
import io.instancebus.provider.jclouds.Renewal;
import java.io.Closeable;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.jclouds.ContextBuilder;
import org.jclouds.http.HttpErrorHandler;
import org.jclouds.http.annotation.ClientError;
import org.jclouds.http.annotation.Redirection;
import org.jclouds.http.annotation.ServerError;
import org.jclouds.openstack.keystone.auth.config.Authentication;
import org.jclouds.openstack.nova.v2_0.config.NovaParserModule;
import org.jclouds.rest.ConfiguresHttpApi;
import org.jclouds.rest.config.HttpApiModule;
import org.jclouds.rest.internal.BaseHttpApiMetadata;

/** Opens the APIs, each at its configured endpoint. */
final class Apis {
    private final Transport transport;
    private final Clock clock;

    Apis(Transport transport, Clock clock) {
        this.transport = transport;
        this.clock = clock;
    }

    KeystoneApi keystone(URI endpoint) {
        return open(KeystoneApi.class, endpoint);
    }

    /** @param token the token that requests carry */
    NovaApi nova(URI endpoint, Supplier<String> token) {
        return open(NovaApi.class, endpoint, carrying(token));
    }

    /** @param token the token that requests carry */
    GlanceApi glance(URI endpoint, Supplier<String> token) {
        return open(GlanceApi.class, endpoint, carrying(token));
    }

    private static Module carrying(Supplier<String> token) {
        return new AbstractModule() {
            @Override
            protected void configure() {
                bind(Key.get(new TypeLiteral<Supplier<String>>() {}, Authentication.class))
                        .toInstance(token);
            }
        };
    }

    private <A extends Closeable> A open(Class<A> api, URI endpoint, Module... more) {
        Module[] modules = new Module[more.length + 1];
        modules[0] = new Binding<>(api, new Refusals(clock));
        System.arraycopy(more, 0, modules, 1, more.length);
        // The context needs no credentials: a login request contains its own.
        ContextBuilder builder = ContextBuilder.newBuilder(new Metadata.Builder<>(api, endpoint).build())
                .endpoint(endpoint.toString())
                .credentials("none", "none");
        return Cloud.prepared(builder, transport, new Endpoints(List.of(endpoint)), Renewal.NONE, modules)
                .buildApi(api);
    }

    @ConfiguresHttpApi
    private static final class Binding<A extends Closeable> extends HttpApiModule<A> {
        private final Refusals refusals;

        Binding(Class<A> api, Refusals refusals) {
            super(api);
            this.refusals = refusals;
        }

        @Override
        protected void bindErrorHandlers() {
            bind(HttpErrorHandler.class).annotatedWith(Redirection.class).toInstance(refusals);
            bind(HttpErrorHandler.class).annotatedWith(ClientError.class).toInstance(refusals);
            bind(HttpErrorHandler.class).annotatedWith(ServerError.class).toInstance(refusals);
        }
    }

    private static final class Metadata<A extends Closeable> extends BaseHttpApiMetadata<A> {
        private Metadata(Builder<A> builder) {
            super(builder);
        }

        @Override
        public Builder<A> toBuilder() {
            return new Builder<>(api, URI.create(getDefaultEndpoint().get())).fromApiMetadata(this);
        }

        private static final class Builder<A extends Closeable> extends BaseHttpApiMetadata.Builder<A, Builder<A>> {
            Builder(Class<A> api, URI endpoint) {
                super(api);
                id("instance-bus-openstack")
                        .identityName("unused")
                        .credentialName("unused")
                        .version("2")
                        .documentation(URI.create("https://docs.openstack.org/api-ref/compute/"))
                        .defaultEndpoint(endpoint.toString())
                        .defaultModules(ImmutableSet.of(NovaParserModule.class));
            }

            @Override
            public Metadata<A> build() {
                return new Metadata<>(this);
            }

            @Override
            protected Builder<A> self() {
                return this;
            }
        }
    }
}
