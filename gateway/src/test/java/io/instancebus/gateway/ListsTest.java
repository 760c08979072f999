package io.instancebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.InstanceDetails;
import io.instancebus.gateway.Door.Answer;
import io.instancebus.gateway.json.Json;
import io.instancebus.view.InstanceRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Lists of instances as lines. */
class ListsTest {
    private static final String LINES = "application/x-ndjson";
    private final Door door = new Door();

    @BeforeEach
    void fill() {
        for (int i = 0; i < 5; i++) {
            InstanceDetails details = new InstanceDetails(
                    "two\nlines",
                    "img1",
                    null,
                    null,
                    null,
                    List.of(),
                    Map.of("n", "" + i),
                    null,
                    null,
                    List.of(),
                    List.of(),
                    null,
                    null,
                    null,
                    null,
                    null);
            door.view.add(new InstanceRow(
                    "i-" + i,
                    1,
                    "acc",
                    "sandbox",
                    i == 2 ? "STOPPED" : "RUNNING",
                    List.of("STOP"),
                    details,
                    false,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    null,
                    null));
        }
    }

    @AfterEach
    void close() {
        door.close();
    }

    private List<JsonNode> lines(String path) {
        Answer answer = door.get(path, "Accept", LINES);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(LINES);
        assertThat(answer.header("Vary")).isEqualTo("Accept");
        return answer.response().body().lines().map(Json.MAPPER::readTree).toList();
    }

    private static List<String> ids(List<JsonNode> lines) {
        return lines.subList(0, lines.size() - 1).stream()
                .map(line -> line.path("instanceId").asString())
                .toList();
    }

    @Test
    void aStreamHasAllInstancesAsAPageHasThemAndSaysThatItIsComplete() {
        List<JsonNode> page = new ArrayList<>();
        door.get("/v1/instances").json().path("items").forEach(page::add);

        List<JsonNode> lines = lines("/v1/instances");

        assertThat(lines.subList(0, 5)).isEqualTo(page);
        assertThat(lines.get(5)).isEqualTo(Json.MAPPER.readTree("{\"next\":null}"));
        assertThat(lines).hasSize(6);
    }

    @Test
    void aStreamOfNothingIsComplete() {
        assertThat(lines("/v1/instances?account=other")).containsExactly(Json.MAPPER.readTree("{\"next\":null}"));
    }

    @Test
    void filtersNarrowAStream() {
        assertThat(ids(lines("/v1/instances?state=stopped"))).containsExactly("i-2");
        assertThat(ids(lines("/v1/instances?tag=n:4"))).containsExactly("i-4");
    }

    @Test
    void aLimitEndsAStreamWithTheCursorOfTheRest() {
        List<JsonNode> some = lines("/v1/instances?limit=2");
        String next = some.getLast().path("next").asString();

        assertThat(ids(some)).containsExactly("i-0", "i-1");
        assertThat(some.getLast().has("problem")).isFalse();
        assertThat(ids(lines("/v1/instances?cursor=" + next))).containsExactly("i-2", "i-3", "i-4");
        assertThat(door.get("/v1/instances?limit=2").json().path("next").asString())
                .isEqualTo(next);
        assertThat(lines("/v1/instances?limit=5").getLast().path("next").isNull())
                .isTrue();
    }

    @Test
    void whatCannotBeginIsAProblemAsForAPage() {
        assertThat(door.get("/v1/instances?cursor=made-up", "Accept", LINES).problem())
                .isEqualTo("/problems/invalid-cursor");
        assertThat(door.get("/v1/instances?limit=501", "Accept", LINES).problem())
                .isEqualTo("/problems/invalid-query");
        door.view.away = true;
        Answer away = door.get("/v1/instances", "Accept", LINES);
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.problem()).isEqualTo("/problems/view-unavailable");
        assertThat(away.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-ndjson",
                "APPLICATION/X-NDJSON; charset=utf-8",
                "application/x-ndjson, application/json;q=0.5",
                "application/json;q=0.5, application/x-ndjson;q=0.9, */*;q=0.1",
                "application/x-ndjson, */*",
            })
    void whoPrefersLinesGetsLines(String accept) {
        assertThat(door.get("/v1/instances", "Accept", accept).header("Content-Type"))
                .isEqualTo(LINES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "application/json",
                "application/*",
                "text/html",
                "application/x-ndjson, application/json",
                "application/x-ndjson;q=0",
                "application/x-ndjson;q=0.1, application/json",
                "application/x-ndjsonp",
                "application/x-ndjson;q=NaN",
                "application/x-ndjson;q=-1",
                "application/x-ndjson;q=",
                "\"application/x-ndjson",
                ",,,;;;q=1,=",
                ";q=1",
            })
    void whoDoesNotGetsAPage(String accept) {
        Answer page = door.get("/v1/instances", "Accept", accept);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("application/json");
        assertThat(page.json().path("items")).hasSize(5);
    }

    @Test
    void anAcceptOfThousandsOfTypesIsRead() {
        assertThat(door.get("/v1/instances", "Accept", "a/b;q=0.1,".repeat(600) + LINES)
                        .header("Content-Type"))
                .isEqualTo(LINES);
    }
}
