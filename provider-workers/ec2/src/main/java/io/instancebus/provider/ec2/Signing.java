package io.instancebus.provider.ec2;

import io.instancebus.provider.ProviderFailure;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jclouds.aws.config.FormSigningHttpApiModule;
import org.jclouds.aws.domain.SessionCredentials;
import org.jclouds.aws.filters.FormSigner;
import org.jclouds.aws.filters.FormSignerV4;
import org.jclouds.date.DateService;
import org.jclouds.domain.Credentials;
import org.jclouds.rest.ConfiguresHttpApi;

/**
 * Makes jclouds sign for the configured region. jclouds' own module derives service and region from the host's name,
 * asks DescribeRegions for the hosts, and shares one SimpleDateFormat among all threads.
 */
@ConfiguresHttpApi
final class Signing extends FormSigningHttpApiModule<Ec2Api> {
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final String region;

    Signing(String region) {
        super(Ec2Api.class);
        this.region = region;
    }

    @Override
    protected void configure() {
        bind(FormSigner.class).to(FormSignerV4.class);
        bind(FormSignerV4.ServiceAndRegion.class).toInstance(new Scope(region));
        super.configure();
    }

    @Override
    protected String provideTimeStamp(DateService ignored) {
        return BASIC.format(Instant.now());
    }

    /** The key in jclouds' form. */
    static Credentials credentials(AccessKey.Source source) {
        try {
            AccessKey key = source.open();
            return key.sessionToken() == null
                    ? new Credentials(key.id(), key.secret())
                    : SessionCredentials.builder()
                            .accessKeyId(key.id())
                            .secretAccessKey(key.secret())
                            .sessionToken(key.sessionToken())
                            .build();
        } catch (ProviderFailure e) {
            throw new KeyUnavailable(e);
        }
    }

    /** The account's key was not available, so nothing was sent. */
    static final class KeyUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient ProviderFailure failure;

        KeyUnavailable(ProviderFailure failure) {
            super(failure.getMessage(), failure);
            this.failure = failure;
        }

        ProviderFailure failure() {
            return failure;
        }
    }

    private record Scope(String region) implements FormSignerV4.ServiceAndRegion {
        @Override
        public String service() {
            return "ec2";
        }

        @Override
        public String region(String host) {
            return region;
        }
    }
}
