package io.instancebus.provider.docker;

/** The labels of a container, and its name. */
final class Labels {
    static final String REQUEST = "io.instancebus.request";
    static final String INSTANCE = "io.instancebus.instance";
    static final String TAG = "io.instancebus.tag.";

    private Labels() {}

    /** The container's name. The engine allows one container for each name, so there is one for each request key. */
    static String containerName(String requestKey) {
        return "ib-" + requestKey;
    }
}
