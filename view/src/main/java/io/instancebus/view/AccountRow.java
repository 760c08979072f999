package io.instancebus.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account as the view shows it.
 *
 * @param staleSince the time since which its provider does not answer reliably; null while it does
 * @param staleReason the reason, for people; while the provider answers, the instances that it does not show, with the
 *     cause, or null
 * @param catalogue images, realms and hardware profiles as JSON; null while unknown
 * @param catalogueProblem the reason why the catalogue cannot be read now, for people; the catalogue is then an earlier
 *     one
 * @param sealingKeyId the id of the public key to which publishers may seal secrets
 * @param sealingKey the raw public key, 32 bytes
 */
public record AccountRow(
        String account,
        String provider,
        @Nullable Instant staleSince,
        @Nullable String staleReason,
        @Nullable String catalogue,
        @Nullable String catalogueProblem,
        @Nullable String sealingKeyId,
        byte @Nullable [] sealingKey) {}
