package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code instance-bus up --view-url}: the same bus with its view in an external PostgreSQL. */
@Tag("broker")
@Tag("database")
@Tag("process")
@Tag("slow")
class ViewInPostgresqlTest {
    @TempDir
    private Path folder;

    @Test
    void theViewIsKeptWhereTheUserSays() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "postgres\n");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                RunningBus bus = RunningBus.up(
                        folder.resolve("data"),
                        "--view-url",
                        postgres.getJdbcUrl("postgres", "postgres").replaceAll("\\?.*", ""),
                        "--view-user",
                        "postgres",
                        "--view-password",
                        "file:" + password)) {
            Http http = new Http(bus.addresses().httpUrl());
            String id = http.post("/v1/instances", "{\"account\":\"sandbox\",\"imageId\":\"img1\"}")
                    .body()
                    .path("instanceId")
                    .asString();
            await().atMost(Duration.ofMinutes(2))
                    .until(
                            () -> http.get("/v1/instances/" + id)
                                    .body()
                                    .path("state")
                                    .asString(""),
                            "RUNNING"::equals);

            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select instance_id, state from instances")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString("instance_id")).isEqualTo(id);
                assertThat(row.getString("state")).isEqualTo("RUNNING");
            }
            assertThat(folder.resolve("data/view/view.db")).doesNotExist();
        }
    }
}
