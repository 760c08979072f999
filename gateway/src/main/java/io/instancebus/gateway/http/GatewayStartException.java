package io.instancebus.gateway.http;

/** The gateway cannot start with its settings. The message says why, and what to change. */
public final class GatewayStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GatewayStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
