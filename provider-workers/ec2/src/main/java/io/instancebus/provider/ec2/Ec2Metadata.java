package io.instancebus.provider.ec2;

import java.net.URI;
import java.util.Properties;
import org.jclouds.rest.internal.BaseHttpApiMetadata;

/** jclouds' description of the API. */
final class Ec2Metadata extends BaseHttpApiMetadata<Ec2Api> {
    Ec2Metadata(String version) {
        super(new Builder(version));
    }

    @Override
    public Builder toBuilder() {
        return new Builder(getVersion()).fromApiMetadata(this);
    }

    private static Properties properties() {
        Properties properties = BaseHttpApiMetadata.defaultProperties();
        properties.setProperty("jclouds.aws.auth.tag", "AWS");
        properties.setProperty("jclouds.aws.header.tag", "amz");
        return properties;
    }

    private static final class Builder extends BaseHttpApiMetadata.Builder<Ec2Api, Builder> {
        private final String apiVersion;

        Builder(String apiVersion) {
            super(Ec2Api.class);
            this.apiVersion = apiVersion;
            id("instance-bus-ec2").name("EC2").version(apiVersion);
            documentation(URI.create("https://docs.aws.amazon.com/AWSEC2/latest/APIReference/"));
            identityName("Access key id").credentialName("Secret access key");
            defaultProperties(properties());
        }

        @Override
        public Ec2Metadata build() {
            return new Ec2Metadata(apiVersion);
        }

        @Override
        protected Builder self() {
            return this;
        }
    }
}
