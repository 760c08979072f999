package io.instancebus.provider.jclouds;

/** What is done when a provider answers that nobody is logged in (401). */
public enum Renewal {
    /** Nothing: requests are signed one by one. */
    NONE,
    /** The token is asked for anew and the request sent a second time. */
    OF_TOKENS
}
