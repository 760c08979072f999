package io.instancebus.schemas.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** How the client authenticates: the value of the Authorization header, never shown. */
public final class Credentials {
    public static final Credentials NONE = new Credentials(Optional.empty());

    private final Optional<String> authorization;

    private Credentials(Optional<String> authorization) {
        this.authorization = authorization;
    }

    /** @param userInfo a user name and a password, joined by a colon */
    public static Credentials basic(String userInfo) {
        String encoded = Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
        return new Credentials(Optional.of("Basic " + encoded));
    }

    public static Credentials bearer(String token) {
        return new Credentials(Optional.of("Bearer " + token));
    }

    Optional<String> authorization() {
        return authorization;
    }

    @Override
    public String toString() {
        return authorization.isPresent() ? "Credentials[hidden]" : "Credentials[none]";
    }
}
