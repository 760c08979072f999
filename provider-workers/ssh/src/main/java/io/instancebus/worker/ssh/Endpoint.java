package io.instancebus.worker.ssh;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** One resolved address of a target. */
record Endpoint(TargetAddress target, InetSocketAddress socket) {
    boolean isIpv6() {
        return socket.getAddress() instanceof Inet6Address;
    }

    @Override
    public String toString() {
        InetAddress address = socket.getAddress();
        String number = address.getHostAddress();
        boolean named = !number.equals(target.host()) && !(target.host().contains(":"));
        return target + (named ? "/" + number : "") + ":" + socket.getPort();
    }
}
