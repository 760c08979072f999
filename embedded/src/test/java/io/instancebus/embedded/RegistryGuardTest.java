package io.instancebus.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page in a browser on this machine can send to the registry. */
@Tag("broker")
class RegistryGuardTest {
    private static final String PROTOCOL = "Content-Type: application/vnd.schemaregistry.v1+json";

    @TempDir
    static Path folder;

    private static EmbeddedBus bus;

    @BeforeAll
    static void start() {
        bus = EmbeddedBus.start(folder);
    }

    @AfterAll
    static void stop() {
        bus.close();
    }

    private static int status(String method, String path, String body, String... headers) throws IOException {
        try (var socket = new Socket("127.0.0.1", bus.registry().port())) {
            String head = method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers)
                    + "\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(answer.split(" ")[1]);
        }
    }

    private static int register(String subject, String... headers) throws IOException {
        return status("POST", "/subjects/" + subject + "/versions", RegistryClient.body("\"string\""), headers);
    }

    @ParameterizedTest
    @CsvSource({
        "evil.example,421",
        "evil.example:8081,421",
        "127.0.0.1.evil.example,421",
        "'',421",
        "LOCALHOST:1,200",
        "127.0.0.1,200",
        "[::1]:8081,200"
    })
    void theHostMustBeThisMachine(String host, int status) throws IOException {
        assertThat(status("GET", "/subjects", "", "Host: " + host)).isEqualTo(status);
        assertThat(register("host", "Host: " + host, PROTOCOL)).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://localhost:8080"})
    void aPageMayNotWrite(String origin) throws IOException {
        String from = "Origin: " + origin;
        assertThat(register("page", "Host: localhost", PROTOCOL, from)).isEqualTo(403);
        assertThat(status("PUT", "/config", "{\"compatibility\":\"NONE\"}", "Host: localhost", PROTOCOL, from))
                .isEqualTo(403);
        assertThat(status("DELETE", "/subjects/page", "", "Host: localhost", from))
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Type: text/plain; application/json",
                "X-No-Content-Type: at all"
            })
    void whatAPageMaySendWithoutAskingIsNoneOfTheProtocolsTypes(String type) throws IOException {
        assertThat(register("type", "Host: localhost", type)).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.schemaregistry.v1+json",
                "application/vnd.schemaregistry+json; qs=0.9",
                "Application/JSON; charset=utf-8",
                "application/octet-stream"
            })
    void theTypesOfTheProtocolAreTaken(String type) throws IOException {
        assertThat(register("protocol", "Host: localhost", "Content-Type: " + type))
                .isEqualTo(200);
    }

    @Test
    void whatIsKeptIsBounded() throws Exception {
        var registry = new RegistryClient(bus.registryUrl());
        assertThat(registry.register("x".repeat(256), "\"string\"").status()).isEqualTo(422);
        // Each nearly as large as a body may be.
        for (int number = 0; number < 40; number++) {
            var answer = registry.register("large-" + number, RegistryClient.record("R" + "x".repeat(1_000_000)));
            if (answer.status() != 200) {
                assertThat(answer.status()).isEqualTo(507);
                assertThat(answer.message()).contains("full");
                assertThat(number).isGreaterThan(30);
                return;
            }
        }
        throw new AssertionError("there is no bound");
    }

    @Test
    void aLevelThatIsSetAlreadyIsNotWrittenAgain() {
        var registry = new RegistryClient(bus.registryUrl());
        registry.send("PUT", "/config/same", "{\"compatibility\":\"NONE\"}");
        long end = end();

        registry.send("PUT", "/config/same", "{\"compatibility\":\"NONE\"}");

        assertThat(end()).isEqualTo(end);
    }

    private static long end() {
        try (var clients = new TestClients(bus.bootstrapServers())) {
            return clients.endOffset(RegistryLog.TOPIC);
        }
    }
}
