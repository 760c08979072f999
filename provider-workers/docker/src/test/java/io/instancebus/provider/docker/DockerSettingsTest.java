package io.instancebus.provider.docker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.base.Throwables;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.Command.CreateInstance;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.ProviderFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of an account, the categories of errors, and the meaning of states. */
class DockerSettingsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final States states = new States(DockerConfig.read(Map.of()));

    @Test
    void nothingMustBeSaid() {
        DockerConfig config = DockerConfig.read(Map.of());
        assertThat(config.engine()).hasToString("unix:///var/run/docker.sock");
        assertThat(config.publishOn()).isEqualTo("127.0.0.1");
        assertThat(config.address()).isEqualTo("127.0.0.1");
        assertThat(config.sshPort()).isEqualTo(22);
        assertThat(config.stopTimeout()).isLessThan(config.callTimeout());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no-such          | x                        | no-such",
                "engine           | tcp://127.0.0.1:2375     | unix://",
                "engine           | http://10.0.0.1:2375     | 127.0.0.1",
                "engine           | unix://var/run/x         | unix://",
                "engine           | unix://u:s3same@/x       | unix://",
                "engine           | https://s3same .example  | docker.engine is not a URL",
                "engine           | https://u:s3same@e:2376  | docker.engine must not contain a user",
                "engine           | http://s3same@127.0.0.1  | docker.engine must not contain a user",
                "engine           | https://e:2376?x=s3same  | docker.engine must not contain a query",
                "engine           | ftp://s3same.example     | docker.engine",
                "api-version      | 2                        | 1.41",
                "ssh-port         | 70000                    | 65535",
                "ssh-port         | ssh                      | number",
                "publish-on       | 0.0.0.0                  | docker.address",
                "environment      | 2BAD=s3same              | NAME=value",
                "stop-timeout-s   | 14                       | stop-timeout-s",
                "call-timeout-ms  | 100                      | call-timeout-ms",
                "ca-file          | /etc/ca.pem              | https",
            })
    void whatIsWrongIsNamedAndNothingThatMayBeSecretShown(String name, String value, String said) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DockerConfig.read(Map.of(name, value)))
                .withMessageContaining(said)
                .satisfies(e -> assertThat(Throwables.getStackTraceAsString(e)).doesNotContain("s3same"));
    }

    @Test
    void aCertificateAndItsKeyGoTogether() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DockerConfig.read(
                        Map.of("engine", "https://docker.example.com:2376", "certificate-file", "/etc/c.pem")))
                .withMessageContaining("together");
    }

    @Test
    void theEnvironmentIsNotShown() {
        DockerConfig config = DockerConfig.read(Map.of("environment", "A=s3same\n\nB=x=y\n"));
        assertThat(config.environment()).containsExactly("A=s3same", "B=x=y");
        assertThat(config.toString()).doesNotContain("s3same");
    }

    @ParameterizedTest
    @CsvSource({
        "400, bad parameter, INVALID",
        "401, no, AUTH",
        "403, denied, AUTH",
        "404, No such container: x, NOT_FOUND",
        "404, page not found, RETRYABLE",
        "409, Conflict, CONFLICT",
        "429, slow, RATE_LIMITED",
        "500, boom, INTERNAL",
        "500, write /x: no space left on device, CAPACITY",
        "500, all ports are allocated, CAPACITY",
        "503, starting, RETRYABLE",
        "400, client version 1.24 is too old, RETRYABLE"
    })
    void anErrorIsSorted(int status, String message, FailureCategory category) {
        ProviderFailure failure = Failures.of("call", status, "{\"message\":\"" + message + "\"}");
        assertThat(failure.failure().category()).isEqualTo(category);
        assertThat(failure.getMessage()).isEqualTo(message);
        assertThat(failure.isOutcomeUnknown()).isFalse();
    }

    @Test
    void whatNoEngineSaidIsNotAnEnginesNo() {
        assertThat(Failures.of("call", 404, "<html>not here").failure().category())
                .isEqualTo(FailureCategory.RETRYABLE);
        assertThat(Failures.of("call", 504, "").isOutcomeUnknown()).isTrue();
    }

    @Test
    void whatIsNotStartedYetIsPendingHoweverLongAgoItWasMade() {
        Sighting old = states.of(listed("created", NOW.minusSeconds(3_600)), null, NOW);
        assertThat(old.state()).isEqualTo(SightingState.PENDING);
        assertThat(old.fault()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "running, RUNNING",
        "exited, STOPPED",
        "removing, STOPPING",
        "dead, ERROR",
        "paused, STOPPED",
        "restarting, ERROR",
        "what-next-year-brings, UNKNOWN"
    })
    void aStateIsTakenFor(String state, SightingState taken) {
        assertThat(states.of(listed(state, NOW), null, NOW).state()).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({"paused, are suspended", "restarting, keeps ending", "what-next-year-brings, what-next-year-brings"})
    void aStateWithoutAnEqualSaysWhatItIs(String state, String words) {
        Sighting seen = states.of(listed(state, NOW), null, NOW);
        assertThat(seen.rawState()).isEqualTo(state);
        assertThat(requireNonNull(seen.fault()).message()).contains(words);
    }

    @Test
    void whatTheEngineHasStartedAgainIsInErrorUntilItLasts() {
        Inspected looping = inspected("running", 7, 3, "", false, NOW.minusSeconds(60), NOW.minusSeconds(120));
        assertThat(states.of(looping.listed(listed("exited", NOW)), looping, NOW)
                        .state())
                .isEqualTo(SightingState.RUNNING);
        Sighting early = states.of(looping.listed(listed("running", NOW)), looping, NOW.minusSeconds(55));
        assertThat(early.state()).isEqualTo(SightingState.ERROR);
        assertThat(requireNonNull(early.fault()).message()).contains("keeps ending", "restart 7");
    }

    @Test
    void onlyAnEndThatSaysSomethingIsAFault() {
        assertThat(fault(0, false, "", Duration.ofMinutes(5))).isNull();
        assertThat(fault(1, false, "", Duration.ofMinutes(5))).isNull();
        assertThat(fault(0, false, "", Duration.ofSeconds(1))).contains("status 0");
        assertThat(fault(137, false, "", Duration.ofSeconds(1))).isNull();
        assertThat(fault(137, true, "", Duration.ofMinutes(5))).contains("memory");
        assertThat(fault(127, false, "no such program", Duration.ZERO)).isEqualTo("no such program");
    }

    @Test
    void sizesAreOfferedWhereTheyFit() throws Exception {
        assertThat(Size.profiles(new EngineInfo("host", 1, 1L << 30, "x86_64")))
                .extracting(Catalogue.Profile::id)
                .containsExactly("unlimited", "tiny", "small", "medium");
        assertThat(Size.of(null)).isEqualTo(new Size(null, null));
        assertThat(category(new HardwareProfile("huge", Map.of()))).isEqualTo(FailureCategory.NOT_FOUND);
        assertThat(category(new HardwareProfile(null, Map.of("cpu", "0")))).isEqualTo(FailureCategory.INVALID);
        assertThat(category(new HardwareProfile(null, Map.of("storage", "5")))).isEqualTo(FailureCategory.INVALID);
    }

    @Test
    void anImageIsShownByTheNameThatWasAskedForAsLongAsItIsThatImage() {
        for (String asked : List.of("nginx", "nginx:latest", "docker.io/library/nginx:latest", "sha256:1")) {
            assertThat(imageShown(asked, "docker.io/library/nginx:latest")).isEqualTo(asked);
        }
        assertThat(imageShown("nginx", "sha256:1"))
                .as("the name now belongs to another image")
                .isEqualTo("nginx");
        assertThat(imageShown("nginx", "httpd")).isEqualTo("httpd");
    }

    private String imageShown(String asked, String byTheEngine) {
        Listed listed = new Listed(
                "id", byTheEngine, "sha256:1", Map.of(), NOW.getEpochSecond(), "running", null, List.of(), null);
        return InstanceDetails.requested(
                        new CreateInstance("box", asked, null, null, null, null, List.of(), null, Map.of()))
                .seen(states.of(listed, null, NOW))
                .imageId();
    }

    private static FailureCategory category(HardwareProfile profile) {
        ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, () -> Size.of(profile));
        return failure.failure().category();
    }

    private @Nullable String fault(int exitCode, boolean outOfMemory, String error, Duration ran) {
        Inspected end = inspected("exited", 0, exitCode, error, outOfMemory, NOW, NOW.plus(ran));
        var fault = states.of(listed("exited", NOW), end, NOW).fault();
        return fault == null ? null : fault.message();
    }

    private static Inspected inspected(
            String status,
            int restarts,
            int exitCode,
            String error,
            boolean outOfMemory,
            Instant startedAt,
            Instant finishedAt) {
        var state =
                new Inspected.State(status, exitCode, outOfMemory, error, startedAt.toString(), finishedAt.toString());
        return new Inspected("id", NOW.toString(), restarts, state, null);
    }

    private static Listed listed(String state, Instant created) {
        return new Listed("id", "img", "sha256:1", Map.of(), created.getEpochSecond(), state, null, List.of(), null);
    }
}
