package io.instancebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.Action;
import io.instancebus.avro.CredentialType;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.gateway.Door.Answer;
import io.instancebus.view.CommandRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WritesTest {
    private final Door door = new Door();

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void theSmallestCreateIsPublishedAndAnsweredWithItsIds() {
        Answer answer = door.post("/v1/instances", "{\"account\":\"sandbox\",\"imageId\":\"img1\"}");
        assertThat(answer.status()).isEqualTo(202);
        InstanceCommand command = door.publisher.last();
        assertThat(answer.json().get("commandId").asString()).isEqualTo(command.getCommandId());
        assertThat(answer.json().get("instanceId").asString()).isEqualTo(command.getInstanceId());
        assertThat(answer.header("Location")).isEqualTo("/v1/commands/" + command.getCommandId());
        assertThat(answer.json().has("noAnswer")).isFalse();
        assertThat(command.getType()).isEqualTo("CreateInstance");
        assertThat(command.getActor()).isEqualTo("anonymous");
        assertThat(command.getCreateInstance().getAccount()).isEqualTo("sandbox");
        assertThat(command.getCreateInstance().getImageId()).isEqualTo("img1");
        assertThat(command.getIssuedAt())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
    }

    @Test
    void everyFieldOfACreateReachesTheCommand() {
        Answer answer = door.post("/v1/instances", """
                {"commandId":"c-1","instanceId":"i-1","actor":"ann","correlationId":"order-7","expectedVersion":0,
                 "expiresAt":"2030-01-31T13:00:00.123+01:00","account":"a","imageId":"img","realmId":"r",
                 "hardwareProfile":{"id":"m1","overrides":{"cpu":"2"}},"name":"web","keyName":"k",
                 "firewalls":["fw1","fw2"],"userData":"#!/bin/sh","tags":{"env":"prod"}}""");
        assertThat(answer.status()).isEqualTo(202);
        InstanceCommand command = door.publisher.last();
        assertThat(command.getCommandId()).isEqualTo("c-1");
        assertThat(command.getInstanceId()).isEqualTo("i-1");
        assertThat(command.getActor()).isEqualTo("ann");
        assertThat(command.getCorrelationId()).isEqualTo("order-7");
        assertThat(command.getExpectedVersion()).isZero();
        assertThat(command.getExpiresAt()).isEqualTo(Instant.parse("2030-01-31T12:00:00.123Z"));
        var create = command.getCreateInstance();
        assertThat(create.getRealmId()).isEqualTo("r");
        assertThat(create.getHardwareProfile().getId()).isEqualTo("m1");
        assertThat(create.getHardwareProfile().getOverrides()).isEqualTo(Map.of("cpu", "2"));
        assertThat(create.getName()).isEqualTo("web");
        assertThat(create.getKeyName()).isEqualTo("k");
        assertThat(create.getFirewalls()).containsExactly("fw1", "fw2");
        assertThat(create.getUserData().getClear()).isEqualTo("#!/bin/sh");
        assertThat(create.getTags()).isEqualTo(Map.of("env", "prod"));
    }

    @Test
    void aKeyToAnswerToIsPublishedByteForByte() {
        byte[] key = new byte[32];
        key[31] = 9;
        Answer answer = door.post(
                "/v1/instances",
                "{\"account\":\"a\",\"imageId\":\"i\",\"replyKey\":\""
                        + Base64.getEncoder().encodeToString(key) + "\"}");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(door.publisher.last().getCreateInstance().getReplyKey().array())
                .isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({"start,START", "STOP,STOP", "Reboot,REBOOT", "destroy,DESTROY"})
    void anActionIsKnownInAnyCase(String word, Action action) {
        Answer answer = door.post("/v1/instances/i-1/actions/" + word, "");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(door.publisher.last().getInstanceAction().getAction()).isEqualTo(action);
        assertThat(door.publisher.last().getInstanceId()).isEqualTo("i-1");
    }

    @Test
    void deleteDestroysAndHeadersSpeakForTheEnvelope() {
        Answer answer = door.send(
                "DELETE",
                "/v1/instances/i-1",
                "{\"force\":true}",
                "X-Actor",
                "bob",
                "Idempotency-Key",
                "key-1",
                "If-Match",
                "\"12\"");
        assertThat(answer.status()).isEqualTo(202);
        InstanceCommand command = door.publisher.last();
        assertThat(command.getInstanceAction().getAction()).isEqualTo(Action.DESTROY);
        assertThat(command.getInstanceAction().getForce()).isTrue();
        assertThat(command.getActor()).isEqualTo("bob");
        assertThat(command.getCommandId()).isEqualTo("key-1");
        assertThat(command.getExpectedVersion()).isEqualTo(12);
    }

    @Test
    void aRunCarriesItsSealedCredentialByteForByte() {
        byte[] key = new byte[32];
        byte[] ciphertext = new byte[40];
        key[0] = 7;
        ciphertext[39] = 9;
        Answer answer = door.post("/v1/instances/i-1/run", """
                {"commandId":"c-1","issuedAt":"2026-01-31T12:00:00.123Z","commandLine":"uptime",
                 "username":"root","hostKey":"SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","address":"10.0.0.1","port":2222,
                 "timeoutSeconds":5,"outputLimit":100,
                 "credential":{"type":"PRIVATE_KEY","secret":{"sealed":{"keyId":"k","encapsulatedKey":"%s",
                 "ciphertext":"%s"}},"passphrase":{"reference":"file:PASS"}}}""".formatted(
                Base64.getEncoder().encodeToString(key), Base64.getEncoder().encodeToString(ciphertext)));
        assertThat(answer.status()).isEqualTo(202);
        var run = door.publisher.last().getRunOnInstance();
        assertThat(door.publisher.last().getIssuedAt()).isEqualTo("2026-01-31T12:00:00.123Z");
        assertThat(run.getHostKey()).startsWith("SHA256:AAA");
        assertThat(run.getCommandLine().getClear()).isEqualTo("uptime");
        assertThat(run.getUsername()).isEqualTo("root");
        assertThat(run.getAddress()).isEqualTo("10.0.0.1");
        assertThat(run.getPort()).isEqualTo(2222);
        assertThat(run.getTimeoutSeconds()).isEqualTo(5);
        assertThat(run.getOutputLimit()).isEqualTo(100);
        assertThat(run.getCredential().getType()).isEqualTo(CredentialType.PRIVATE_KEY);
        assertThat(run.getCredential()
                        .getSecret()
                        .getSealed()
                        .getEncapsulatedKey()
                        .array())
                .isEqualTo(key);
        assertThat(run.getCredential().getSecret().getSealed().getCiphertext().array())
                .isEqualTo(ciphertext);
        assertThat(run.getCredential().getPassphrase().getReference()).isEqualTo("file:PASS");
    }

    @Test
    void aCreateSentAgainWithItsKeyNamesTheSameInstance() {
        String body = "{\"account\":\"a\",\"imageId\":\"i\"}";
        String first = door.post("/v1/instances", body, "Idempotency-Key", "k1")
                .json()
                .get("instanceId")
                .asString();
        String again = door.post("/v1/instances", body, "Idempotency-Key", "k1")
                .json()
                .get("instanceId")
                .asString();
        String other = door.post("/v1/instances", body, "Idempotency-Key", "k2")
                .json()
                .get("instanceId")
                .asString();
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void whoWaitsHearsTheFateOnceTheViewHasSeenIt() {
        door.publisher.afterwards = command -> CompletableFuture.delayedExecutor(
                        200, java.util.concurrent.TimeUnit.MILLISECONDS)
                .execute(() -> door.view.add(row(command, "ACCEPTED", null)));
        Answer answer = door.post("/v1/instances/i-1/actions/stop?wait=30", "");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().at("/command/status").asString()).isEqualTo("ACCEPTED");
        assertThat(answer.json().has("noAnswer")).isFalse();
    }

    @Test
    void whoWaitsInVainIsAnsweredAllTheSameWhenTheTimeIsOver() {
        long begin = System.nanoTime();
        Answer answer = door.post("/v1/instances/i-1/actions/stop", "", "Prefer", "respond-async, wait=1");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().has("command")).isFalse();
        assertThat(answer.json().path("noAnswer").asString(""))
                .contains("no answer before the wait ended", "/health/ready", answer.header("Location"));
        assertThat(answer.header("Preference-Applied")).isEqualTo("wait=1");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void aFateOfAnotherInstanceWithTheSameCommandIdIsNotTaken() {
        door.view.add(new CommandRow(
                "c-1", "other", "STOP", "REJECTED", "x", null, Instant.EPOCH, null, null, rejection("INVALID"), null));
        assertThat(door.post("/v1/instances/i-1/actions/stop?wait=1", "{\"commandId\":\"c-1\"}")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void aViewThatIsAwayDoesNotHideThatTheCommandWasPublished() {
        door.view.away = true;
        Answer answer = door.post("/v1/instances/i-1/actions/stop?wait=5", "");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().path("noAnswer").asString("")).contains("/health/ready");
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID,400,/problems/invalid-command",
        "UNKNOWN_ACCOUNT,400,/problems/invalid-command",
        "INSTANCE_NOT_FOUND,404,/problems/instance-not-found",
        "INSTANCE_EXISTS,409,/problems/conflict",
        "INSTANCE_FINISHED,409,/problems/conflict",
        "ILLEGAL_ACTION,409,/problems/conflict",
        "VERSION_CONFLICT,409,/problems/conflict",
        "EXPIRED,409,/problems/conflict",
        "QUEUE_FULL,429,/problems/queue-full",
        "SECRET_IN_CLEAR,400,/problems/secret-in-clear",
        "CLOCK_AHEAD,500,/problems/internal",
        "INTERNAL,500,/problems/internal",
    })
    void aRejectionIsAProblemToWhoWaits(String code, int status, String type) {
        door.publisher.afterwards = command -> door.view.add(row(command, "REJECTED", rejection(code)));
        Answer answer = door.post("/v1/instances/i-1/actions/stop?wait=30", "");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.problem()).isEqualTo(type);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("code").asString()).isEqualTo(code);
        assertThat(answer.json().get("detail").asString()).isEqualTo("because");
        assertThat(answer.json().at("/command/commandRejected/code").asString()).isEqualTo(code);
    }

    @Test
    void aVersionConflictOfIfMatchIsAFailedPrecondition() {
        door.publisher.afterwards = command -> door.view.add(row(command, "REJECTED", rejection("VERSION_CONFLICT")));
        assertThat(door.post("/v1/instances/i-1/actions/stop?wait=30", "", "If-Match", "\"3\"")
                        .status())
                .isEqualTo(412);
    }

    @Test
    void aBusThatIsAwayIsSaidWithTheIdsToTryAgainWith() {
        door.publisher.away = true;
        Answer answer = door.post("/v1/instances/i-1/actions/stop", "{\"commandId\":\"c-9\"}");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.problem()).isEqualTo("/problems/bus-unavailable");
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.json().get("commandId").asString()).isEqualTo("c-9");
        assertThat(answer.json().get("instanceId").asString()).isEqualTo("i-1");
        assertThat(answer.response().body()).doesNotContain("broker-7");
    }

    private static CommandRow row(InstanceCommand command, String status, @Nullable String answer) {
        return new CommandRow(
                command.getCommandId(),
                command.getInstanceId(),
                "STOP",
                status,
                command.getActor(),
                null,
                Instant.EPOCH,
                null,
                null,
                answer,
                null);
    }

    private static String rejection(String code) {
        return "{\"commandType\":\"STOP\",\"code\":\"" + code + "\",\"reason\":\"because\"}";
    }
}
