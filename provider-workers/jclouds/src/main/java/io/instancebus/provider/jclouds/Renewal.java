package io.instancebus.provider.jclouds;

/** The reaction to an answer that the login has expired (401). */
public enum Renewal {
    /** None: requests are signed individually. */
    NONE,
    /** Requests a new token and sends the request a second time. */
    OF_TOKENS
}
