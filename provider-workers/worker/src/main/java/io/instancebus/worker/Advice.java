package io.instancebus.worker;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;

/** What to check when an account cannot be used. */
final class Advice {
    static final String REACH = "Look at the address in its settings, and whether it can be reached from here.";
    static final String SLOW =
            "Look whether it can be reached from here and is not just slow: providerTimeout gives it longer.";
    static final String SECRET = "Put the secret into the secrets folder or the environment, or mend the reference.";
    private static final String CERTIFICATE =
            "Look at what its settings trust: ca-file is the authority that signed the"
                    + " server's certificate, certificate-sha256 the certificate's fingerprint.";
    private static final String CREDENTIALS =
            "Look at the credentials in its settings, and at what they are permitted to do.";

    private Advice() {}

    static String of(Failure failure) {
        return ProviderFailure.DISTRUSTED.equals(failure.providerCode()) ? CERTIFICATE : of(failure.category());
    }

    private static String of(FailureCategory category) {
        return switch (category) {
            case AUTH -> CREDENTIALS;
            case RETRYABLE, TIMEOUT -> REACH;
            case RATE_LIMITED -> "It answers, and is asked too often: try again later.";
            case NOT_FOUND, INVALID -> "Look at its settings: something that they name is not there.";
            case CAPACITY, QUOTA, CONFLICT, INTERNAL -> "";
        };
    }
}
