package io.instancebus.provider.http;

import java.net.URI;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Recognises a connection that failed because one side does not trust the other's certificate. The address is right and
 * a retry fails again: somebody must check the certificate, or the trusted authorities.
 */
public final class Distrust {
    /** The TLS alerts by which a server refuses our certificate, or requires one. */
    private static final Pattern REFUSED =
            Pattern.compile("bad_certificate|certificate_(required|unknown|expired|revoked)|unknown_ca|access_denied");

    private Distrust() {}

    /** The problem, for people; empty if the connection failed for another reason. */
    public static Optional<String> words(URI uri, Throwable e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof CertificateException
                    || each instanceof CertPathValidatorException
                    || each instanceof CertPathBuilderException) {
                return Optional.of("the certificate that " + uri.getRawAuthority() + " shows is not trusted: "
                        + each.getMessage());
            }
            if (each instanceof SSLException alert
                    && alert.getMessage() != null
                    && alert.getMessage().contains("Received fatal alert")
                    && REFUSED.matcher(alert.getMessage()).find()) {
                return Optional.of(
                        uri.getRawAuthority() + " does not accept our client certificate: " + alert.getMessage());
            }
        }
        return Optional.empty();
    }
}
