package io.instancebus.embedded;

/**
 * A further port of the broker whose clients are told to come back by another one, where something stands in between.
 *
 * @param name of its own; letters, digits and underscores
 * @param port the broker listens here
 * @param advertisedPort clients that came by this detour are sent here
 */
public record Detour(String name, int port, int advertisedPort) {
    public Detour {
        if (!name.matches("[A-Za-z0-9_]+")) {
            throw new IllegalArgumentException("the name of a detour is letters, digits and underscores: " + name);
        }
    }
}
