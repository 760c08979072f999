package io.instancebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.instancebus.gateway.Door.Answer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestsTest {
    private static final String CREATE = "{\"account\":\"a\",\"imageId\":\"i\",";
    private static final String RUN = "{\"commandLine\":\"ls\",";
    private static final String SECRET = "hunter2";

    private final Door door = new Door();

    @AfterAll
    void close() {
        door.close();
    }

    /** Path, body, the problem's type, and the field or words that the answer must name. */
    static Stream<Arguments> badBodies() {
        String create = "/v1/instances";
        String act = "/v1/instances/i/actions/stop";
        String run = "/v1/instances/i/run";
        return Stream.of(
                arguments(create, "", "malformed-json", "empty"),
                arguments(create, "{\"account\":", "malformed-json", "line 1"),
                arguments(create, "{\"account\":\"a\",\"account\":\"b\"}", "malformed-json", "twice"),
                arguments(create, "{} {}", "malformed-json", "not JSON"),
                arguments(create, "[]", "malformed-json", "not an object"),
                arguments(create, "\"x\"", "malformed-json", "not an object"),
                arguments(create, "{}", "invalid-body", "account"),
                arguments(create, "{\"account\":\"a\"}", "invalid-body", "imageId"),
                arguments(create, "{\"account\":\"\",\"imageId\":\"i\"}", "invalid-body", "account"),
                arguments(create, "{\"account\":\" \",\"imageId\":\"i\"}", "invalid-body", "account"),
                arguments(create, "{\"account\":7,\"imageId\":\"i\"}", "invalid-body", "account"),
                arguments(create, CREATE + "\"size\":1}", "invalid-body", "size"),
                arguments(create, CREATE + "\"force\":true}", "invalid-body", "force"),
                arguments(create, CREATE + "\"name\":\"" + "x".repeat(256) + "\"}", "invalid-body", "name"),
                arguments(create, CREATE + "\"name\":\"\\ud800\"}", "invalid-body", "name"),
                arguments(create, CREATE + "\"commandId\":\"a b\"}", "invalid-body", "commandId"),
                arguments(create, CREATE + "\"actor\":\"a\\u0000b\"}", "invalid-body", "actor"),
                arguments(create, CREATE + "\"correlationId\":\"\\u0000\"}", "invalid-body", "correlationId"),
                arguments(create, CREATE + "\"tags\":{\"a\\u0000\":\"b\"}}", "invalid-body", "tags"),
                arguments(create, CREATE + "\"userData\":\"a\\u0000\"}", "invalid-body", "userData"),
                arguments(create, CREATE + "\"userData\":\"" + "é".repeat(8193) + "\"}", "invalid-body", "16386 bytes"),
                arguments(
                        create, CREATE + "\"expiresAt\":\"+999999999-12-31T23:59:59Z\"}", "invalid-body", "expiresAt"),
                arguments(create, CREATE + "\"expiresAt\":\"+10000-01-01T00:00:00Z\"}", "invalid-body", "expiresAt"),
                arguments(run, "{\"commandLine\":\"ls\\u0000\"}", "invalid-body", "commandLine"),
                arguments(run, RUN + "\"username\":\"a\\u0000\"}", "invalid-body", "username"),
                arguments(create, CREATE + "\"instanceId\":\"" + "i".repeat(65) + "\"}", "invalid-body", "instanceId"),
                arguments(create, CREATE + "\"actor\":\" \"}", "invalid-body", "actor"),
                arguments(create, CREATE + "\"correlationId\":[]}", "invalid-body", "correlationId"),
                arguments(create, CREATE + "\"expectedVersion\":\"1\"}", "invalid-body", "expectedVersion"),
                arguments(create, CREATE + "\"expectedVersion\":1.5}", "invalid-body", "expectedVersion"),
                arguments(create, CREATE + "\"expiresAt\":\"tomorrow\"}", "invalid-body", "expiresAt"),
                arguments(create, CREATE + "\"firewalls\":\"fw\"}", "invalid-body", "firewalls"),
                arguments(create, CREATE + "\"firewalls\":[1]}", "invalid-body", "firewalls[0]"),
                arguments(create, CREATE + "\"tags\":[]}", "invalid-body", "tags"),
                arguments(create, CREATE + "\"tags\":{\"a\":1}}", "invalid-body", "tags.a"),
                arguments(create, CREATE + "\"tags\":{\"a\":\"" + "x".repeat(257) + "\"}}", "invalid-body", "tags"),
                arguments(create, CREATE + "\"hardwareProfile\":\"m1\"}", "invalid-body", "hardwareProfile"),
                arguments(create, CREATE + "\"hardwareProfile\":{\"cpu\":2}}", "invalid-body", "hardwareProfile.cpu"),
                arguments(create, CREATE + "\"replyKey\":\"?\"}", "invalid-body", "replyKey"),
                arguments(create, CREATE + "\"replyKey\":\"AAAA\"}", "invalid-body", "replyKey"),
                arguments(create, CREATE + "\"userData\":{}}", "invalid-body", "userData"),
                arguments(create, CREATE + "\"userData\":5}", "invalid-body", "userData"),
                arguments(create, CREATE + "\"userData\":\"" + "x".repeat(16385) + "\"}", "invalid-body", "userData"),
                arguments(
                        create,
                        CREATE + "\"userData\":\"-----BEGIN PRIVATE KEY-----" + SECRET + "\"}",
                        "secret-in-clear",
                        "userData"),
                arguments(act, "{\"force\":\"yes\"}", "invalid-body", "force"),
                arguments(act, "{\"instanceId\":\"j\"}", "invalid-body", "instanceId"),
                arguments("/v1/instances/a%20b/actions/stop", "{}", "invalid-body", "instanceId"),
                arguments("/v1/instances/i/actions/pause", "{}", "invalid-body", "action"),
                arguments(run, "{}", "invalid-body", "commandLine"),
                arguments(run, "{\"commandLine\":\" \"}", "invalid-body", "commandLine"),
                arguments(run, "{\"command\":\"ls\"}", "invalid-body", "command"),
                arguments(run, RUN + "\"port\":0}", "invalid-body", "port"),
                arguments(run, RUN + "\"port\":99999999999}", "invalid-body", "port"),
                arguments(run, RUN + "\"port\":70000}", "invalid-body", "port"),
                arguments(run, RUN + "\"port\":-1}", "invalid-body", "port"),
                arguments(run, RUN + "\"port\":\"22x\"}", "invalid-body", "port"),
                arguments(run, RUN + "\"port\":22.5}", "invalid-body", "port"),
                arguments(run, RUN + "\"address\":\"\"}", "invalid-body", "address"),
                arguments(run, RUN + "\"address\":\"[]\"}", "invalid-body", "address"),
                arguments(run, RUN + "\"address\":\"10.0.0.1 x\"}", "invalid-body", "address"),
                arguments(run, RUN + "\"address\":\"user@10.0.0.1\"}", "invalid-body", "address"),
                arguments(run, RUN + "\"username\":\" \"}", "invalid-body", "username"),
                arguments(create, CREATE + "\"expectedVersion\":-1}", "invalid-body", "expectedVersion"),
                arguments(run, RUN + "\"expectedVersion\":-1}", "invalid-body", "expectedVersion"),
                arguments(run, RUN + "\"timeoutSeconds\":3601}", "invalid-body", "timeoutSeconds"),
                arguments(run, RUN + "\"outputLimit\":65537}", "invalid-body", "outputLimit"),
                arguments(run, RUN + "\"password\":\"" + SECRET + "\"}", "invalid-body", "password"),
                arguments(run, RUN + "\"credential\":\"" + SECRET + "\"}", "invalid-body", "credential"),
                arguments(run, credential("\"" + SECRET + "\""), "secret-in-clear", "credential.secret"),
                arguments(run, credential("{\"clear\":\"" + SECRET + "\"}"), "secret-in-clear", "sealing-keys"),
                arguments(
                        run, credential("{\"reference\":\"" + SECRET + "\"}"), "secret-in-clear", "credential.secret"),
                arguments(run, credential("{\"" + SECRET + "\":1}"), "invalid-body", "credential.secret"),
                arguments(run, credential("[\"" + SECRET + "\"]"), "secret-in-clear", "credential.secret"),
                arguments(run, credential("{\"sealed\":{}}"), "invalid-body", "credential.secret.sealed.keyId"),
                arguments(
                        run,
                        credential("{\"sealed\":{\"keyId\":\"k\",\"encapsulatedKey\":\"\",\"ciphertext\":\"\"}}"),
                        "invalid-body",
                        "encapsulatedKey must be 32 bytes"),
                arguments(create, "[".repeat(100_000), "malformed-json", "not JSON"),
                arguments(run, credential("null"), "invalid-body", "credential.secret"),
                arguments(
                        run,
                        RUN + "\"credential\":{\"type\":\"" + SECRET + "\",\"secret\":{\"reference\":\"file:A\"}}}",
                        "invalid-body",
                        "credential.type"),
                arguments(
                        run,
                        credential("{\"sealed\":{\"keyId\":\"k\",\"encapsulatedKey\":\"" + SECRET
                                + "!\",\"ciphertext\":\"AAAA\"}}"),
                        "invalid-body",
                        "encapsulatedKey"),
                arguments(
                        run,
                        "{\"commandLine\":{\"sealed\":{\"keyId\":\"k\",\"encapsulatedKey\":\"" + "A".repeat(43)
                                + "=\",\"ciphertext\":\"" + "A".repeat(32) + "\"}}}",
                        "invalid-body",
                        "commandId"),
                arguments(
                        run,
                        "{\"commandId\":\"c-1\",\"commandLine\":{\"sealed\":{\"keyId\":\"k\",\"encapsulatedKey\":\""
                                + "A".repeat(43) + "=\",\"ciphertext\":\"" + "A".repeat(32) + "\"}}}",
                        "invalid-body",
                        "issuedAt"),
                arguments(run, credential("{\"reference\":\"env:A\"}"), "invalid-body", "environment"),
                arguments(run, RUN + "\"issuedAt\":\"yesterday\"}", "invalid-body", "issuedAt"),
                arguments(run, RUN + "\"hostKey\":\"aa:bb\"}", "invalid-body", "hostKey"));
    }

    @Test
    void aBodyIsJsonInUtf8AsItIs() {
        String body = CREATE + "\"name\":\"é\"}";
        for (String type : List.of("application/json; charset=ISO-8859-1", "application/json;charset=\"utf-16\"")) {
            Answer answer = door.post("/v1/instances", body, "Content-Type", type);
            assertThat(answer.status()).as(type).isEqualTo(415);
            assertThat(answer.json().path("detail").asString()).contains("charset", "UTF-8");
        }
        for (String type : List.of("application/json; charset=utf-8", "application/json;charset=\"UTF-8\"; x=y")) {
            assertThat(door.post("/v1/instances", body, "Content-Type", type).status())
                    .as(type)
                    .isEqualTo(202);
        }
        Answer coded = door.post("/v1/instances", body, "Content-Encoding", "gzip");
        assertThat(coded.status()).isEqualTo(415);
        assertThat(coded.header("Accept-Encoding")).isEqualTo("identity");
        assertThat(coded.json().path("detail").asString()).contains("Content-Encoding");
        assertThat(door.post("/v1/instances", body, "Content-Encoding", "identity")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void whatNoRowCanHoldIsNotAskedFor() {
        assertThat(door.get("/v1/instances?name=a%00").problem()).isEqualTo("/problems/invalid-query");
        assertThat(door.get("/v1/instances?tag.a=%00").problem()).isEqualTo("/problems/invalid-query");
        assertThat(door.get("/v1/instances/a%00").status()).isEqualTo(400);
    }

    private static String credential(String secret) {
        return RUN + "\"credential\":{\"type\":\"PASSWORD\",\"secret\":" + secret + "}}";
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void aBadBodyIsRefusedByNameAndNothingIsPublished(String path, String body, String type, String named) {
        int before = door.publisher.published.size();
        Answer answer = door.post(path, body);
        assertThat(answer.status()).isEqualTo(400);
        assertProblem(answer, type);
        assertThat(answer.json().get("detail").asString()).contains(named);
        assertThat(answer.response().body()).doesNotContain(SECRET);
        assertThat(door.publisher.published).hasSize(before);
    }

    /** Method, path, status, type. */
    static Stream<Arguments> badRequests() {
        return Stream.of(
                arguments("GET", "/nowhere", 404, "unknown-path"),
                arguments("GET", "/v1/instances/", 404, "unknown-path"),
                arguments("PUT", "/v1/instances", 405, "method-not-allowed"),
                arguments("GET", "/v1/instances/i/run", 405, "method-not-allowed"),
                arguments("OPTIONS", "/v1/instances", 405, "method-not-allowed"),
                arguments("GET", "/v1/instances/none", 404, "instance-not-found"),
                arguments("GET", "/v1/instances/none/events", 404, "instance-not-found"),
                arguments("GET", "/v1/commands/none", 404, "command-not-found"),
                arguments("GET", "/v1/accounts/none", 404, "account-not-found"),
                arguments("GET", "/v1/instances?limit=0", 400, "invalid-query"),
                arguments("GET", "/v1/instances?limit=501", 400, "invalid-query"),
                arguments("GET", "/v1/instances?limit=ten", 400, "invalid-query"),
                arguments("GET", "/v1/instances?limit=1&limit=2", 400, "invalid-query"),
                arguments("GET", "/v1/instances?cursor=stolen", 400, "invalid-cursor"),
                arguments("GET", "/v1/events?cursor=stolen", 400, "invalid-cursor"),
                arguments("GET", "/v1/instances?colour=red", 400, "invalid-query"),
                arguments("GET", "/v1/instances?state=HAPPY", 400, "invalid-query"),
                arguments("GET", "/v1/instances?provider=a_b", 400, "invalid-query"),
                arguments("GET", "/v1/instances?name=", 400, "invalid-query"),
                arguments("GET", "/v1/instances?tag=red", 400, "invalid-query"),
                arguments("GET", "/v1/instances?tag.=red", 400, "invalid-query"),
                arguments("GET", "/v1/instances?tag=a:1&tag.a=2", 400, "invalid-query"),
                arguments("GET", "/v1/accounts?limit=5", 400, "invalid-query"),
                arguments("POST", "/v1/instances/i/actions/stop?wait=31", 400, "invalid-query"),
                arguments("POST", "/v1/instances/i/actions/stop?wait=-1", 400, "invalid-query"),
                arguments("DELETE", "/v1/instances/i?force=true", 400, "invalid-query"));
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void aBadRequestIsAProblem(String method, String path, int status, String type) {
        Answer answer = door.send(method, path, "");
        assertThat(answer.status()).isEqualTo(status);
        assertProblem(answer, type);
    }

    @Test
    void aMethodThatIsNotAllowedIsToldWhichAre() {
        assertThat(door.send("PUT", "/v1/instances", "").header("Allow")).isEqualTo("GET, HEAD, POST");
    }

    @Test
    void anotherContentTypeIsRefused() {
        Answer answer = door.post("/v1/instances", CREATE + "\"name\":\"n\"}", "Content-Type", "text/plain");
        assertThat(answer.status()).isEqualTo(415);
        assertProblem(answer, "unsupported-media-type");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        Answer answer = door.post("/v1/instances", CREATE + "\"name\":\"" + "x".repeat(300_000) + "\"}");
        assertThat(answer.status()).isEqualTo(413);
        assertProblem(answer, "body-too-large");
    }

    @Test
    void aBodyOfUnknownLengthThatIsTooLargeIsRefused() {
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        String answer = door.raw("POST /v1/instances HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(5)
                + "0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413").contains("/problems/body-too-large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\", \"2\"", "W/\"1\"", "12", "\"x\""})
    void anIfMatchThatIsNoVersionIsRefused(String ifMatch) {
        Answer answer = door.post("/v1/instances/i/actions/stop", "", "If-Match", ifMatch);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("If-Match");
    }

    @Test
    void aHeaderThatContradictsTheBodyIsRefused() {
        Answer answer = door.post("/v1/instances/i/actions/stop", "{\"commandId\":\"a\"}", "Idempotency-Key", "b");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("commandId");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        Answer answer = door.post("/v1/instances", "{\"account\":1,\"tags\":2,\"colour\":3}");
        assertThat(answer.json().get("errors").findValuesAsString("field"))
                .containsExactlyInAnyOrder("account", "imageId", "tags", "colour");
    }

    @Test
    void aNameThatIsNotOursIsMisdirected() {
        String answer = door.raw("GET /v1/instances HTTP/1.1\r\nHost: evil.example:80\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 421").contains("/problems/misdirected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:8080", "bus.test:443"})
    void aNameThatIsOursIsServed(String host) {
        assertThat(door.raw("GET /v1/instances HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://localhost:1"})
    void aPageOfAnotherSiteCannotWrite(String origin) {
        int before = door.publisher.published.size();
        Answer answer = door.post("/v1/instances/i/actions/destroy", "", "Origin", origin);
        assertThat(answer.status()).isEqualTo(403);
        assertProblem(answer, "foreign-origin");
        assertThat(door.publisher.published).hasSize(before);
    }

    @Test
    void aPageOfThisServerCanWrite() {
        assertThat(door.post("/v1/instances/i/actions/stop", "", "Origin", door.gateway.address())
                        .status())
                .isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /v1/instances?name=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /v1/instances/a%2Fb HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /v1/../etc/%2e%2e/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
            })
    void whatIsHardlyHttpIsAProblemToo(String request) {
        assertThat(door.raw(request))
                .startsWith("HTTP/1.1 4")
                .contains("application/problem+json")
                .doesNotContain("org.eclipse")
                .doesNotContain("Exception");
    }

    @Test
    void noSecretIsLoggedWhateverIsWrongWithIt() {
        Logger root = (Logger) LoggerFactory.getLogger("io.instancebus");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Level level = root.getLevel();
        root.setLevel(Level.TRACE);
        root.addAppender(lines);
        try {
            badBodies().forEach(bad -> door.post(String.valueOf(bad.get()[0]), String.valueOf(bad.get()[1])));
            door.post("/v1/instances/i/run", "{\"commandLine\":\"echo " + SECRET + "\"}");
            door.post("/v1/instances/i/run", "{\"commandLine\":" + SECRET + "}");
        } finally {
            root.detachAppender(lines);
            root.setLevel(level);
        }
        assertThat(List.copyOf(lines.list))
                .isNotEmpty()
                .noneMatch(line -> (line.getFormattedMessage() + line.getKeyValuePairs() + line.getThrowableProxy())
                        .contains(SECRET));
    }

    private static void assertProblem(Answer answer, String type) {
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.problem()).isEqualTo("/problems/" + type);
        assertThat(answer.json().get("status").asInt()).isEqualTo(answer.status());
        assertThat(answer.json().get("title").asString()).isNotBlank();
        assertThat(answer.json().get("detail").asString()).isNotBlank();
        assertThat(answer.json().get("instance").asString()).startsWith("/");
    }
}
