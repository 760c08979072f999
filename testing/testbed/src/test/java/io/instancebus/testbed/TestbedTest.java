package io.instancebus.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
@Tag("database")
@Tag("process")
@Tag("slow")
@Timeout(300)
class TestbedTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void everyPartRunsCanBeKilledAndComesBack() throws Exception {
        try (Testbed testbed = Testbed.start(TestbedConfig.in(folder)
                .withPartitions(2)
                .withProxies()
                .withJavaOptions(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx384m")))) {
            assertThat(testbed.processes()).hasSize(7).allMatch(ServiceProcess::alive);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> get(testbed, "/health/ready").contains("\"ready\""));
            assertThat(setting(testbed, "fsync")).isEqualTo("on");
            assertThat(setting(testbed, "synchronous_commit")).isEqualTo("on");

            ServiceProcess gateway = testbed.process(Testbed.GATEWAY);
            Usage usage = gateway.usage().orElseThrow();
            assertThat(usage.residentBytes()).isGreaterThan(10_000_000);
            assertThat(usage.openFiles()).isGreaterThan(10);
            gateway.kill();
            assertThat(gateway.usage()).isEmpty();
            gateway.start();
            gateway.awaitReady();
            assertThat(gateway.starts()).isEqualTo(2);

            testbed.proxy(Testbed.GATEWAY, Testbed.POSTGRES).cut();
            await().atMost(PATIENCE).until(() -> !get(testbed, "/health/ready").contains("\"ready\""));
            testbed.proxy(Testbed.GATEWAY, Testbed.POSTGRES).pass();
            await().atMost(PATIENCE).until(() -> get(testbed, "/health/ready").contains("\"ready\""));
            assertThat(gateway.terminate()).as("ends in good order").isTrue();
            assertThat(Files.readString(gateway.log())).contains("Stopped");
        }
    }

    private String get(Testbed testbed, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(testbed.httpUrl() + path)).build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        return response.statusCode() == 200 ? "\"ready\"" : response.body().replace("\"ready\"", "");
    }

    private String setting(Testbed testbed, String name) throws Exception {
        try (var connection = DriverManager.getConnection(
                        testbed.viewUrl(), testbed.viewUser(), Files.readString(testbed.viewPasswordFile()));
                var answer = connection.createStatement().executeQuery("SHOW " + name)) {
            answer.next();
            return answer.getString(1);
        }
    }
}
