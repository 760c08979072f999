package io.instancebus.provider.jclouds;

import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The endpoints to which an account may send requests. Other hosts that a provider's answer names are not followed. */
public final class Endpoints {
    private final Set<String> allowed = new TreeSet<>();

    /** @param endpoints the endpoints; their scheme, host and port count */
    public Endpoints(Collection<URI> endpoints) {
        endpoints.forEach(endpoint -> allowed.add(origin(endpoint)));
    }

    public boolean allow(URI uri) {
        return allowed.contains(origin(uri));
    }

    private static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }

    @Override
    public String toString() {
        return allowed.toString();
    }
}
