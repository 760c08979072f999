package io.instancebus.provider.docker;

/** What a container carries of its instance, and how it is called. */
final class Labels {
    static final String REQUEST = "io.instancebus.request";
    static final String INSTANCE = "io.instancebus.instance";
    static final String TAG = "io.instancebus.tag.";

    private Labels() {}

    /** The engine has one container of a name, so one of a request key. */
    static String containerName(String requestKey) {
        return "ib-" + requestKey;
    }
}
