package io.instancebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.Address;
import io.instancebus.avro.AddressType;
import io.instancebus.avro.AdminPassword;
import io.instancebus.avro.HardwareProfile;
import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.SealedText;
import io.instancebus.gateway.Door.Answer;
import io.instancebus.gateway.json.Json;
import io.instancebus.view.AccountRow;
import io.instancebus.view.CommandRow;
import io.instancebus.view.EventRow;
import io.instancebus.view.Incomplete;
import io.instancebus.view.InstanceRow;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadsTest {
    private static final Instant TIME = Instant.parse("2026-01-31T12:00:00.5Z");
    private final Door door = new Door();

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void anInstanceShowsAllThatIsKnownOfIt() {
        door.view.add(instance("i-1", 12));
        Answer answer = door.get("/v1/instances/i-1");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("ETag")).isEqualTo("\"12\"");
        assertThat(answer.json()).isEqualTo(Json.MAPPER.readTree("""
                {"instanceId":"i-1","version":12,"account":"acc","provider":"sandbox","state":"RUNNING",
                 "actions":["STOP","DESTROY"],"name":"web","imageId":"img1","realmId":"eu",
                 "hardwareProfile":{"id":"m1","overrides":{"cpu":"2"}},"keyName":"key","firewalls":["fw"],
                 "tags":{"env":"prod"},"ownerId":"own","nativeId":"n-1","launchedAt":"2026-01-31T12:00:00.500Z",
                 "publicAddresses":[{"address":"192.0.2.1","type":"IPV4"}],"privateAddresses":[],
                 "username":"root","sshPort":2222,"hostKey":"SHA256:x",
                 "adminPassword":{"commandId":"c-0","toRequester":{"keyId":"my-key",
                 "encapsulatedKey":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","ciphertext":"AQID"}},
                 "vanished":false,
                 "createdAt":"2026-01-31T12:00:00.500Z","updatedAt":"2026-01-31T12:00:00.500Z"}"""));
    }

    @Test
    void anInstanceThatIsAsItWasIsNotSentAgain() {
        door.view.add(instance("i-1", 12));
        Answer same = door.get("/v1/instances/i-1", "If-None-Match", "\"12\"");
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.response().body()).isEmpty();
        assertThat(door.get("/v1/instances/i-1", "If-None-Match", "\"11\", W/\"12\"")
                        .status())
                .isEqualTo(304);
        assertThat(door.get("/v1/instances/i-1", "If-None-Match", "\"11\"").status())
                .isEqualTo(200);
    }

    @Test
    void anInstanceOfAStaleAccountIsAlwaysSentAndSaysSinceWhen() {
        door.view.add(instance("i-1", 12));
        door.view.add(new AccountRow("acc", "sandbox", TIME, "timed out", null, null, null, null));
        Answer answer = door.get("/v1/instances/i-1", "If-None-Match", "\"12\"");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("ETag")).isEmpty();
        assertThat(answer.json().get("staleSince").asString()).isEqualTo("2026-01-31T12:00:00.500Z");
    }

    @Test
    void aListIsPagedByCursor() {
        for (int i = 0; i < 5; i++) {
            door.view.add(instance("i-" + i, 1));
        }
        Answer first = door.get("/v1/instances?limit=3");
        assertThat(first.json().get("items").findValuesAsString("instanceId")).containsExactly("i-0", "i-1", "i-2");
        Answer rest = door.get(
                "/v1/instances?limit=3&cursor=" + first.json().get("next").asString());
        assertThat(rest.json().get("items").findValuesAsString("instanceId")).containsExactly("i-3", "i-4");
        assertThat(rest.json().get("next").isNull()).isTrue();
    }

    @Test
    void everyFilterReachesTheView() {
        Answer answer = door.get("/v1/instances?state=running&provider=EC2&account=a&realmId=r&imageId=i&ownerId=o"
                + "&name=n&tag=env:prod&tag=url:http://x&tag.team=core%20team");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(door.view.lastFilter)
                .isEqualTo(new io.instancebus.view.InstanceFilter(
                        "RUNNING",
                        "ec2",
                        "a",
                        "r",
                        "i",
                        "o",
                        "n",
                        Map.of("env", "prod", "url", "http://x", "team", "core team")));
    }

    @Test
    void anEventHasItsBodyUnderItsName() {
        door.view.add(instance("i-1", 1));
        door.view.add(event(1, "i-1", "c-1", "ann"));
        Answer answer = door.get("/v1/instances/i-1/events");
        assertThat(answer.json().at("/items/0")).isEqualTo(Json.MAPPER.readTree("""
                {"eventId":"i-1:1","instanceId":"i-1","sequence":1,"type":"InstanceStateChanged",
                 "occurredAt":"2026-01-31T12:00:00.500Z","recordedAt":"2026-01-31T12:00:00.500Z","account":"acc",
                 "provider":"sandbox","actor":"ann","commandId":"c-1",
                 "instanceStateChanged":{"from":"PENDING","to":"RUNNING","cause":"OBSERVED"}}"""));
    }

    @Test
    void theHistoryIsFoundByCommandAndByActor() {
        door.view.add(event(1, "i-1", "c-1", "ann"));
        door.view.add(event(1, "i-2", "c-2", "bob"));
        door.view.add(command("c-1", "i-1"));
        door.view.add(command("c-2", "i-2"));
        assertThat(ids(door.get("/v1/events"))).containsExactly("i-1:1", "i-2:1");
        assertThat(ids(door.get("/v1/events?commandId=c-2"))).containsExactly("i-2:1");
        assertThat(ids(door.get("/v1/events?actor=ann"))).containsExactly("i-1:1");
        assertThat(ids(door.get("/v1/events?actor=ann&commandId=c-2"))).isEmpty();
    }

    @Test
    void aCommandTellsItsFateAndWhatItsRunSaid() {
        door.view.add(command("c-1", "i-1"));
        assertThat(door.get("/v1/commands/c-1").json()).isEqualTo(Json.MAPPER.readTree("""
                {"commandId":"c-1","instanceId":"i-1","commandType":"RUN","status":"SUCCEEDED","actor":"ann",
                 "decidedAt":"2026-01-31T12:00:00.500Z","deadline":"2026-01-31T12:00:00.500Z",
                 "answeredAt":"2026-01-31T12:00:00.500Z","commandSucceeded":{"commandType":"RUN"},
                 "runCompleted":{"exitStatus":0,"output":"hi"}}"""));
    }

    @Test
    void aCommandIdOfSeveralInstancesMustBeToldApart() {
        door.view.add(command("c-1", "i-1"));
        door.view.add(command("c-1", "i-2"));
        Answer several = door.get("/v1/commands/c-1");
        assertThat(several.status()).isEqualTo(409);
        assertThat(several.json().get("instanceIds").size()).isEqualTo(2);
        Answer one = door.get("/v1/commands/c-1?instanceId=i-2");
        assertThat(one.json().get("instanceId").asString()).isEqualTo("i-2");
    }

    @Test
    void accountsTellTheirHealthTheirCatalogueAndTheirKey() {
        door.view.add(new AccountRow("a", "ec2", TIME, "timed out", "{\"images\":[]}", null, "k1", new byte[32]));
        door.view.add(new AccountRow("b", "sandbox", null, null, null, "odd", null, null));
        assertThat(door.get("/v1/accounts/a").json()).isEqualTo(Json.MAPPER.readTree("""
                {"account":"a","provider":"ec2",
                 "health":{"status":"STALE","staleSince":"2026-01-31T12:00:00.500Z","reason":"timed out"},
                 "catalogue":{"images":[]},"sealingKey":{"keyId":"k1",
                 "algorithm":"HPKE-X25519-HKDF-SHA256-CHACHA20POLY1305","publicKey":"%s="}}""".formatted("A".repeat(43))));
        Answer all = door.get("/v1/accounts");
        assertThat(all.json().get("items").findValuesAsString("account")).containsExactly("a", "b");
        assertThat(all.json().at("/items/1/health/status").asString()).isEqualTo("OK");
        Answer keys = door.get("/v1/sealing-keys");
        assertThat(keys.json().get("items").size()).isEqualTo(1);
        assertThat(keys.json().at("/items/0/keyId").asString()).isEqualTo("k1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/instances",
                "/v1/instances/i",
                "/v1/instances/i/events",
                "/v1/events",
                "/v1/commands/c",
                "/v1/accounts",
                "/v1/accounts/a",
                "/v1/sealing-keys"
            })
    void aViewThatIsAwayIsSaidWithoutWhatIsInside(String path) {
        door.view.away = true;
        Answer answer = door.get(path);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.problem()).isEqualTo("/problems/view-unavailable");
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.response().body()).doesNotContain("db.internal");
    }

    @Test
    void anInstanceThatTheViewCouldNotFollowSaysSoAndKeepsNothingFromBeingReady() {
        door.view.add(instance("i-lost", 5));
        door.view.add(new Incomplete("i-lost", 7, 3, "event 7 follows event 5"));

        Answer answer = door.get("/v1/instances/i-lost");
        assertThat(answer.header("ETag")).isEmpty();
        assertThat(answer.json().path("incomplete").path("fromSequence").asInt())
                .isEqualTo(7);
        assertThat(answer.json().path("incomplete").path("missingEvents").asInt())
                .isEqualTo(3);
        Answer ready = door.get("/health/ready");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.json().path("warnings").path(0).path("message").asString())
                .contains("i-lost", "event 7");
    }

    @Test
    void readyMeansThatEveryPartIs() {
        assertThat(door.get("/health/live").status()).isEqualTo(200);
        assertThat(door.get("/health/ready").status()).isEqualTo(200);
        assertThat(door.gateway.ready()).isTrue();
        door.view.away = true;
        door.publisher.away = true;
        door.unavailableReason = Optional.of("it lags");
        Answer answer = door.get("/health/ready");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.problem()).isEqualTo("/problems/not-ready");
        assertThat(answer.json().get("errors").findValuesAsString("field")).containsExactly("bus", "view", "projector");
        assertThat(door.get("/health/live").status()).isEqualTo(200);
        assertThat(door.gateway.ready()).isFalse();
    }

    @Test
    void theRootLinksToWhatThereIs() {
        Answer root = door.get("/");
        assertThat(root.status()).isEqualTo(200);
        root.json()
                .get("links")
                .forEach(link -> assertThat(door.get(link.asString()).status())
                        .as(link.asString())
                        .isEqualTo(200));
    }

    @Test
    void headersKeepBrowsersHonestAndNobodyIsInvitedAcrossOrigins() {
        Answer answer = door.get("/v1/instances", "Origin", "http://evil.example");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(answer.header("Server")).isEmpty();
    }

    private static List<String> ids(Answer answer) {
        return answer.json().get("items").findValuesAsString("eventId");
    }

    private static InstanceRow instance(String id, long version) {
        InstanceDetails details = new InstanceDetails(
                "web",
                "img1",
                "eu",
                new HardwareProfile("m1", Map.of("cpu", "2")),
                "key",
                List.of("fw"),
                Map.of("env", "prod"),
                "own",
                "n-1",
                List.of(new Address("192.0.2.1", AddressType.IPV4)),
                List.of(),
                2222,
                TIME,
                "root",
                "SHA256:x",
                new AdminPassword("c-0", sealed((byte) 1), null));
        return new InstanceRow(
                id,
                version,
                "acc",
                "sandbox",
                "RUNNING",
                List.of("STOP", "DESTROY"),
                details,
                false,
                TIME,
                TIME,
                null,
                null);
    }

    private static SealedText sealed(byte content) {
        return new SealedText("my-key", ByteBuffer.wrap(new byte[32]), ByteBuffer.wrap(new byte[] {content, 2, 3}));
    }

    private static EventRow event(long sequence, String instanceId, String commandId, String actor) {
        return new EventRow(
                sequence,
                instanceId + ":" + sequence,
                instanceId,
                sequence,
                "InstanceStateChanged",
                TIME,
                TIME,
                "acc",
                "sandbox",
                actor,
                commandId,
                null,
                null,
                "{\"from\":\"PENDING\",\"to\":\"RUNNING\",\"cause\":\"OBSERVED\"}");
    }

    private static CommandRow command(String commandId, String instanceId) {
        return new CommandRow(
                commandId,
                instanceId,
                "RUN",
                "SUCCEEDED",
                "ann",
                null,
                TIME,
                TIME,
                TIME,
                "{\"commandType\":\"RUN\"}",
                "{\"exitStatus\":0,\"output\":\"hi\"}");
    }
}
