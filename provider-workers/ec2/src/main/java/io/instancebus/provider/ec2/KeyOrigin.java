package io.instancebus.provider.ec2;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The origin of an account's key. */
sealed interface KeyOrigin {
    /**
     * A key among the secrets of the workers.
     *
     * @param accessKeyId the id itself, or file:NAME or env:NAME
     * @param secretAccessKeyReference file:NAME or env:NAME
     * @param sessionTokenReference file:NAME or env:NAME, for temporary credentials; null for none
     */
    record Stored(
            String accessKeyId,
            String secretAccessKeyReference,
            @Nullable String sessionTokenReference) implements KeyOrigin {}

    /**
     * The role of the machine on which the workers run.
     *
     * @param metadataEndpoint the machine's instance metadata service, over plain HTTP: a link-local or loopback
     *     address
     */
    record InstanceProfile(URI metadataEndpoint) implements KeyOrigin {
        /** Amazon's address of the service, from its documentation. */
        public static final URI AMAZON = URI.create("http://169.254.169.254");

        private static final Set<String> LINK_LOCAL = Set.of("169.254.169.254", "[fd00:ec2::254]");

        public InstanceProfile {
            String host = String.valueOf(metadataEndpoint.getHost());
            boolean near = LINK_LOCAL.contains(host) || Ec2Config.loopback(host);
            if (!near || !"http".equals(metadataEndpoint.getScheme()) || metadataEndpoint.getRawQuery() != null) {
                throw new IllegalArgumentException(
                        "ec2.metadata-endpoint must be " + AMAZON + ", http://[fd00:ec2::254] or on this machine");
            }
        }
    }
}
