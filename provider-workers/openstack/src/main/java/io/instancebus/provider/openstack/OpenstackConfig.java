package io.instancebus.provider.openstack;

import io.instancebus.domain.ProviderType;
import io.instancebus.provider.http.Trust;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an account reaches its OpenStack, and what its servers are like unless a create says otherwise.
 * Nothing is sent anywhere else than to its URLs.
 *
 * @param type OPENSTACK or RACKSPACE
 * @param authUrl of the identity service, with its version
 * @param computeUrl of Nova, with its version
 * @param imageUrl of Glance, without its version; null: Nova is asked for images
 * @param flavor for creates that name no hardware profile; null: they must
 * @param availabilityZone for creates that name no realm; null leaves it to Nova
 * @param keyPair for creates that name none
 * @param securityGroups for creates that name no firewall; empty leaves it to Nova
 * @param networks the ids of those that servers are connected with; empty leaves it to Nova
 * @param configDrive whether servers get their user data and metadata on a drive too
 * @param sshUsername whom runs log in as; null to leave that to the run
 * @param callTimeout within which a call is answered, its login included
 */
record OpenstackConfig(
        ProviderType type,
        URI authUrl,
        URI computeUrl,
        @Nullable URI imageUrl,
        Login login,
        Trust trust,
        @Nullable String flavor,
        @Nullable String availabilityZone,
        @Nullable String keyPair,
        List<String> securityGroups,
        List<String> networks,
        boolean configDrive,
        @Nullable String sshUsername,
        Duration callTimeout) {

    public OpenstackConfig {
        if (callTimeout.compareTo(Duration.ofSeconds(1)) < 0 || callTimeout.compareTo(Duration.ofSeconds(25)) > 0) {
            throw new IllegalArgumentException(
                    type.label() + ".call-timeout-ms must be 1000 to 25000, and is " + callTimeout.toMillis());
        }
    }
}
