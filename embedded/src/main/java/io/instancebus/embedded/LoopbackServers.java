package io.instancebus.embedded;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * Makes the HTTP servers of this module, on 127.0.0.1 only and with bounds on what a client can hold. The JDK reads its
 * settings once for all its servers, when the first is made; what the command line has set stays.
 */
public final class LoopbackServers {
    private static final Map<String, String> SETTINGS = Map.of(
            // Else each answer waits up to 40 ms for the client to acknowledge its headers.
            "sun.net.httpserver.nodelay", "true",
            // Open connections of a server; one more is closed at once.
            "jdk.httpserver.maxConnections", "512",
            // Seconds in which a request must have arrived whole.
            "sun.net.httpserver.maxReqTime", "30",
            // Seconds from then on in which it must be answered and the answer be read.
            "sun.net.httpserver.maxRspTime", "120",
            // Bytes of the request's line and headers together.
            "sun.net.httpserver.maxReqHeaderSize", "32768");

    static {
        SETTINGS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }

    private LoopbackServers() {}

    /**
     * A server that is not started yet.
     *
     * @param port 0 for any that is free
     * @param backlog how many connections may wait to be accepted; 0 for the system's default
     */
    public static HttpServer listen(int port, int backlog) throws IOException {
        return HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(LoopbackPorts.HOST), port), backlog);
    }
}
