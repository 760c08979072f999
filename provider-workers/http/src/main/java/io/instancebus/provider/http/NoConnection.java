package io.instancebus.provider.http;

import java.net.URI;
import java.nio.channels.UnresolvedAddressException;

/**
 * Describes a connection that could not be established; the JDK's client often throws an exception without a message.
 */
public final class NoConnection {
    private NoConnection() {}

    /** @param uri the request's destination */
    public static String words(URI uri, Exception e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof UnresolvedAddressException) {
                return "there is no address for the name " + uri.getHost();
            }
        }
        String why = e.getMessage();
        return "no connection to " + uri.getRawAuthority() + (why == null || why.isEmpty() ? "" : ": " + why);
    }
}
