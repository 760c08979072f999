package io.instancebus.provider.openstack;

import io.instancebus.domain.ProviderType;
import io.instancebus.provider.http.Trust;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connection of an account to its OpenStack, and the defaults of its servers. Requests go only to these URLs.
 *
 * @param type OPENSTACK or RACKSPACE
 * @param authUrl the identity service, with its version
 * @param computeUrl Nova, with its version
 * @param imageUrl Glance, without its version; null to read images through Nova
 * @param flavor for creates without a hardware profile; null if they must name one
 * @param availabilityZone for creates without a realm; null to let Nova choose
 * @param keyPair for creates without a key pair
 * @param securityGroups for creates without a firewall; empty to let Nova choose
 * @param networks the ids of the networks of servers; empty to let Nova choose
 * @param configDrive whether servers also get their user data and metadata on a drive
 * @param sshUsername the user that runs log in as; null to leave that to the run
 * @param callTimeout the time-out of a call, including its login
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
