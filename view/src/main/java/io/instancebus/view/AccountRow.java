package io.instancebus.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an account.
 *
 * @param staleSince since when its provider cannot be believed; null while it can
 * @param staleReason why not, in words; while it can, which instances it does not show, and why, or null
 * @param catalogue images, realms and hardware profiles as JSON; null while not known
 * @param catalogueProblem why it cannot be read now, in words; what it holds is from before
 * @param sealingKeyId the public key that secrets may be sealed to
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
