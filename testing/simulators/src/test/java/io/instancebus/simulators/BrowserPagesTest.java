package io.instancebus.simulators;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.simulators.ec2.Ec2Simulator;
import io.instancebus.simulators.ec2.MetadataSimulator;
import io.instancebus.simulators.openstack.OpenstackSimulator;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Requests that a page in a browser on this machine can send to the simulated clouds. */
class BrowserPagesTest {
    private static int status(URI server, String... headers) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.getPort())) {
            String request = "POST / HTTP/1.1\r\n" + String.join("\r\n", headers)
                    + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(answer.split(" ")[1]);
        }
    }

    private static void assertKeepsPagesOut(URI server) throws IOException {
        assertThat(status(server, "Host: evil.example:80")).isEqualTo(421);
        assertThat(status(server, "Host: localhost", "Origin: http://evil.example"))
                .isEqualTo(403);
        assertThat(status(server, "Host: 127.0.0.1:" + server.getPort())).isNotIn(403, 421);
    }

    @Test
    void theSimulatedCloudsRefuseWhatPagesSend() throws IOException {
        try (var ec2 = Ec2Simulator.start();
                var metadata = MetadataSimulator.start();
                var openstack = new OpenstackSimulator()) {
            assertKeepsPagesOut(ec2.url());
            assertKeepsPagesOut(metadata.url());
            assertKeepsPagesOut(openstack.authUrl());
        }
    }
}
