package io.instancebus.provider.docker;

import com.google.common.collect.ImmutableSet;
import java.net.URI;
import org.jclouds.docker.config.DockerParserModule;
import org.jclouds.rest.internal.BaseHttpApiMetadata;

/**
 * jclouds' description of the API. jclouds' own metadata for Docker drops the configured modules, and adds
 * ComputeService.
 */
final class EngineMetadata extends BaseHttpApiMetadata<EngineApi> {
    EngineMetadata() {
        this(new Builder());
    }

    private EngineMetadata(Builder builder) {
        super(builder);
    }

    @Override
    public Builder toBuilder() {
        return new Builder().fromApiMetadata(this);
    }

    static final class Builder extends BaseHttpApiMetadata.Builder<EngineApi, Builder> {
        Builder() {
            super(EngineApi.class);
            id("docker")
                    .name("Docker")
                    .identityName("unused")
                    .credentialName("unused")
                    .documentation(URI.create("https://docs.docker.com/reference/api/engine/"))
                    .version("1.41")
                    .defaultEndpoint("http://localhost")
                    .defaultProperties(BaseHttpApiMetadata.defaultProperties())
                    .defaultModules(ImmutableSet.of(DockerParserModule.class));
        }

        @Override
        public EngineMetadata build() {
            return new EngineMetadata(this);
        }

        @Override
        protected Builder self() {
            return this;
        }
    }
}
