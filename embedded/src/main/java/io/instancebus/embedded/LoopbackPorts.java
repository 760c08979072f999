package io.instancebus.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;

/** Ports of the loopback interface, the only interface on which anything embedded listens. */
final class LoopbackPorts {
    static final String HOST = "127.0.0.1";

    private LoopbackPorts() {}

    /**
     * A port that was free a moment ago: {@code wanted}, or any if that is 0.
     *
     * @throws EmbeddedStartException if the wanted port is taken
     */
    static int free(int wanted, String purpose) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), wanted));
            return socket.getLocalPort();
        } catch (BindException e) {
            throw taken(wanted, purpose, e);
        } catch (IOException e) {
            throw new EmbeddedStartException("Cannot listen on " + HOST + " for " + purpose + ": " + e.getMessage(), e);
        }
    }

    /** Any that was free a moment ago and is none of these, which are not listened at yet. */
    static int freeBesides(Set<Integer> others, String purpose) {
        int port = free(0, purpose);
        while (others.contains(port)) {
            port = free(0, purpose);
        }
        return port;
    }

    static EmbeddedStartException taken(int port, String purpose, BindException cause) {
        return new EmbeddedStartException(
                "Port " + port + " of " + HOST + ", wanted for " + purpose + ", cannot be used (" + cause.getMessage()
                        + "). Stop the program that listens there, or choose another port (0 takes any free one).",
                cause);
    }

    /** Whether a port that had been free was taken by someone else in the meantime. */
    static boolean wasTaken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }
}
