package io.instancebus.provider.openstack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.CreatedInstance;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.tck.CreateTask;
import io.instancebus.simulators.fault.InjectedFault;
import io.instancebus.simulators.openstack.OpenstackSimulator;
import io.instancebus.simulators.openstack.Outage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** The behaviour that is particular to OpenStack: the requests and their destinations, and the results of answers. */
@Tag("slow")
class OpenstackProviderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final OpenstackSimulator simulator = new OpenstackSimulator();
    private final OpenstackProvider provider = Accounts.openstack(simulator);

    @AfterEach
    void close() {
        provider.close();
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void aCreateAnsweredAsAnErrorOfTheServerIsSentOnceAndItsOutcomeUnknown(int status) throws Exception {
        simulator.inject("create", "", 9, OpenstackSimulator.refusal(status, "computeFault", "Unexpected API Error."));
        ProviderFailure failure = failure(() -> provider.create(Accounts.request("key-1")));
        assertThat(failure.isOutcomeUnknown()).isTrue();
        assertThat(simulator.requests("create")).isEqualTo(1);
        assertThat(provider.findByRequestKey("key-1")).isEmpty();
    }

    @Test
    void aCreateThatWasCarriedOutBeforeTheErrorIsFound() throws Exception {
        simulator.inject(
                "create", "", 9, new InjectedFault.Answered(true, 504, Map.of(), "<html>Gateway Time-out</html>"));
        assertThat(failure(() -> provider.create(Accounts.request("key-1"))).isOutcomeUnknown())
                .isTrue();
        assertThat(provider.findByRequestKey("key-1"))
                .contains(simulator.servers().getFirst());
        assertThat(simulator.requests("create")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectionThatEndsIsNotTriedAgain(boolean carriedOut) {
        simulator.inject("create", "", 9, new InjectedFault.Cut(carriedOut));
        assertThat(failure(() -> provider.create(Accounts.request("key-1"))).isOutcomeUnknown())
                .isTrue();
        assertThat(simulator.requests("create")).isEqualTo(1);
    }

    @Test
    void aCreateThatIsNotAnsweredEndsAndIsNotTriedAgain() throws Exception {
        try (OpenstackProvider hasty = Accounts.openstack(simulator, "call-timeout-ms", "3000")) {
            // The first call also takes the time to open jclouds and to log in.
            hasty.describe(List.of("5f3c0d1e"));
            simulator.inject("create", "", 9, new InjectedFault.Mute(true));
            assertThat(failure(() -> hasty.create(Accounts.request("key-1"))).isOutcomeUnknown())
                    .isTrue();
            assertThat(simulator.requests("create")).isEqualTo(1);
        }
    }

    @Test
    void anAnswerToACreateThatCannotBeReadLeavesItsOutcomeUnknown() {
        simulator.inject("create", "", 1, new InjectedFault.Answered(true, 202, Map.of(), "<html>accepted</html>"));
        ProviderFailure failure = failure(() -> provider.create(Accounts.request("key-1")));
        assertThat(failure.isOutcomeUnknown()).isTrue();
        assertThat(failure.failure().message()).doesNotContain("accepted</html>");
    }

    @Test
    void whatNobodyListensAtIsUnreachableAndNothingIsUnknown() {
        simulator.close();
        ProviderFailure failure = failure(() -> provider.create(Accounts.request("key-1")));
        assertThat(failure.isOutcomeUnknown()).isFalse();
        assertThat(failure.failure().category()).isEqualTo(FailureCategory.RETRYABLE);
    }

    @Test
    void whatCannotBeReadIsLeftOutOfTheCatalogueAndTheRestIsShown() throws Exception {
        simulator.inject("images", "", 1, answered("""
                {"images": [
                  {"id": "odd", "name": "Odd", "status": "ACTIVE", "created": "the day before yesterday"},
                  {"name": "nameless", "status": "ACTIVE"}, 7,
                  {"id": "even", "name": "Even", "status": "ACTIVE", "updated": "2026-13-45T99:00:00Z"}]}
                """));
        simulator.inject("flavors", "", 1, answered("""
                {"flavors": [{"id": "f1", "name": "Big", "ram": "much"}, {"id": "f2", "ram": 1, "vcpus": 2, "disk": 3}]}
                """));
        simulator.inject("zones", "", 1, answered("""
                {"availabilityZoneInfo": [{"zoneName": null}, {"zoneName": "z", "zoneState": {"available": true}}]}
                """));

        Catalogue catalogue = provider.catalogue();

        // The catalogue does not show an image's dates, so unreadable dates do not matter.
        assertThat(catalogue.images()).extracting(Catalogue.Image::id).containsExactly("odd", "even");
        assertThat(catalogue.hardwareProfiles())
                .extracting(Catalogue.Profile::id)
                .containsExactly("f2");
        assertThat(catalogue.realms()).extracting(Catalogue.Realm::id).containsExactly("z");
        assertThat(catalogue.leftOut())
                .containsExactly(
                        new Catalogue.LeftOut("image", null, "it has no id"),
                        new Catalogue.LeftOut("realm", null, "it has no zoneName"),
                        new Catalogue.LeftOut("hardware profile", "f1", "vcpus is not a number"));
    }

    private static InjectedFault answered(String body) {
        return new InjectedFault.Answered(false, 200, Map.of(), body);
    }

    @Test
    void anExpiredTokenIsReplacedOnceForAllAndNothingIsMadeTwice() throws Exception {
        provider.catalogue();
        simulator.expireTokens();
        List<String> ids =
                together(20, i -> provider.create(Accounts.request("key-" + i)).nativeId());
        assertThat(ids).hasSize(20).doesNotHaveDuplicates();
        assertThat(simulator.servers()).hasSize(20);
        assertThat(simulator.requests("token")).isEqualTo(2);
    }

    @Test
    void aTokenThatStaysRefusedIsAFailureOfAuthorization() throws Exception {
        provider.catalogue();
        simulator.inject(
                "create",
                "",
                9,
                OpenstackSimulator.refusal(401, "error", "The request you have made requires authentication."));
        ProviderFailure failure = failure(() -> provider.create(Accounts.request("key-1")));
        assertThat(failure.failure().category()).isEqualTo(FailureCategory.AUTH);
        assertThat(failure.isOutcomeUnknown()).isFalse();
        assertThat(simulator.requests("create")).isEqualTo(2);
        assertThat(simulator.requests("token")).isEqualTo(2);
    }

    @Test
    void aLoginThatFailsMidwayLeavesNothingUnknown() throws Exception {
        provider.catalogue();
        simulator.expireTokens();
        simulator.inject("token", "", 1, new InjectedFault.Cut(true));
        ProviderFailure unheard = failure(() -> provider.create(Accounts.request("key-1")));
        assertThat(unheard.isOutcomeUnknown()).isFalse();
        assertThat(unheard.failure().category()).isEqualTo(FailureCategory.RETRYABLE);

        simulator.denyLogins(true);
        assertThat(category(() -> provider.create(Accounts.request("key-1")))).isEqualTo(FailureCategory.AUTH);
        assertThat(simulator.servers()).isEmpty();

        simulator.denyLogins(false);
        assertThat(provider.create(Accounts.request("key-1")).nativeId()).isNotBlank();
    }

    @Test
    void nothingGoesElsewhereWhateverAnswersSay() throws Exception {
        AtomicInteger escaped = new AtomicInteger();
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            escaped.incrementAndGet();
            exchange.close();
        });
        elsewhere.start();
        try {
            String there = "http://127.0.0.1:" + elsewhere.getAddress().getPort();
            simulator.catalogue(there + "/v2.1");
            String nativeId = provider.create(Accounts.request("key-1")).nativeId();
            InjectedFault redirect = new InjectedFault.Answered(false, 302, Map.of("Location", there + "/servers"), "");
            simulator.inject("get", "", 1, redirect);
            simulator.inject("create", "", 1, redirect);
            simulator.inject("token", "", 1, redirect);
            assertThat(failure(() -> provider.describe(List.of(nativeId)))).isNotNull();
            assertThat(failure(() -> provider.create(Accounts.request("key-2"))))
                    .isNotNull();
            simulator.expireTokens();
            assertThat(failure(() -> provider.describe(List.of(nativeId)))).isNotNull();
            assertThat(see(nativeId).state()).isNotEqualTo(SightingState.MISSING);
            assertThat(escaped).hasValue(0);
        } finally {
            elsewhere.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "No valid host was found. There are not enough hosts available., CAPACITY",
        "'No valid host was found. ', CAPACITY",
        "Exceeded maximum number of retries. Exhausted all hosts available for retrying build failures., CAPACITY",
        "Maximum number of ports exceeded, QUOTA",
        "'Build of instance aborted: Quota exceeded, too many ports', QUOTA",
        "Image 70a599e0 is unacceptable: Image has no associated data, INTERNAL"
    })
    void aServerThatFailsWhileItIsBuiltSaysWhy(String fault, FailureCategory category) throws Exception {
        simulator.failBuild("key-1", fault);
        String nativeId = provider.create(Accounts.request("key-1")).nativeId();
        Sighting failed = awaitState(nativeId, SightingState.ERROR);
        assertThat(requireNonNull(failed.fault()).message()).isEqualTo(fault);
        assertThat(failed.fault().category()).isEqualTo(category);
        assertThat(failed.fault().providerCode()).isEqualTo("500");
        assertThat(provider.findByRequestKey("key-1")).contains(nativeId);
        provider.destroy(nativeId, "key-1");
        await().atMost(PATIENCE).until(() -> see(nativeId).state() == SightingState.MISSING);
    }

    @Test
    void whatACreateAsksForIsWhatTheRequestAndTheSettingsSay() throws Exception {
        try (OpenstackProvider account = Accounts.openstack(
                simulator,
                "networks",
                "net-1, net-2",
                "config-drive",
                "true",
                "key-pair",
                OpenstackSimulator.KEY_PAIR,
                "security-groups",
                "default,ssh",
                "availability-zone",
                "nova")) {
            CreateRequest request =
                    Accounts.request("key-1", OpenstackSimulator.IMAGE, null, new HardwareProfile("2", Map.of()));
            JsonNode asked =
                    requireNonNull(simulator.asked(account.create(request).nativeId()));
            assertThat(asked.path("name").asString()).isEqualTo("web");
            assertThat(asked.path("imageRef").asString()).isEqualTo(OpenstackSimulator.IMAGE);
            assertThat(asked.path("flavorRef").asString()).isEqualTo("2");
            assertThat(asked.path("metadata").path("instancebus.request").asString())
                    .isEqualTo("key-1");
            assertThat(asked.path("metadata").path("instancebus.instance").asString())
                    .isEqualTo(request.instanceId().value());
            assertThat(asked.path("metadata").path("team").asString()).isEqualTo("blue");
            assertThat(asked.path("networks").toString()).isEqualTo("[{\"uuid\":\"net-1\"},{\"uuid\":\"net-2\"}]");
            assertThat(asked.path("config_drive").asString()).isEqualTo("true");
            assertThat(asked.path("key_name").asString()).isEqualTo(OpenstackSimulator.KEY_PAIR);
            assertThat(asked.path("security_groups").toString())
                    .isEqualTo("[{\"name\":\"default\"},{\"name\":\"ssh\"}]");
            assertThat(asked.path("availability_zone").asString()).isEqualTo("nova");
            assertThat(new String(
                            Base64.getDecoder().decode(asked.path("user_data").asString()), StandardCharsets.UTF_8))
                    .isEqualTo(Accounts.USER_DATA);
        }
    }

    @Test
    void whatNovaCannotDoIsRefusedBeforeItIsAsked() {
        CreateRequest bigger = Accounts.request(
                "key-1", OpenstackSimulator.IMAGE, null, new HardwareProfile("1", Map.of("memory", "4096")));
        assertThat(category(() -> provider.create(bigger))).isEqualTo(FailureCategory.INVALID);
        assertThat(simulator.requests("create")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "user_data | Value: dG9wLXNlY3JldA==. 'dG9wLXNlY3JldA==' is too long",
                "server | Value: {'name': 'web', 'user_data': 'dG9wLXNlY3JldA=='}. Additional properties are"
                        + " not allowed"
            })
    void novaRepeatsUserDataAndWeDoNot(String field, String value) {
        String words = "Invalid input for field/attribute " + field + ". " + value;
        simulator.inject("create", "", 1, OpenstackSimulator.refusal(400, "badRequest", words));
        ProviderFailure failure = failure(() -> provider.create(Accounts.request("key-1")));
        assertThat(failure.failure().category()).isEqualTo(FailureCategory.INVALID);
        assertThat(failure.failure().message())
                .contains("field/attribute " + field)
                .doesNotContain("dG9wLXNlY3JldA==");
    }

    @ParameterizedTest
    @CsvSource({"429, overLimit, 7, 7", "413, overLimit, 54, 54", "429, tooManyRequests, , "})
    void aRateLimitSaysWhenToComeAgain(int status, String code, String retryAfter, Long seconds) {
        Map<String, String> headers = retryAfter == null ? Map.of() : Map.of("Retry-After", retryAfter);
        simulator.inject(
                "create",
                "",
                1,
                new InjectedFault.Answered(
                        false,
                        status,
                        headers,
                        "{\"" + code + "\":{\"message\":\"Slow down\",\"code\":" + status + "}}"));
        ProviderFailure failure = failure(() -> provider.create(Accounts.request("key-1")));
        assertThat(failure.failure().category()).isEqualTo(FailureCategory.RATE_LIMITED);
        assertThat(failure.retryAfter()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    @Test
    void theProjectsQuotaIsAQuota() throws Exception {
        simulator.quota(1);
        provider.create(Accounts.request("key-1"));
        ProviderFailure failure = failure(() -> provider.create(Accounts.request("key-2")));
        assertThat(failure.failure().category()).isEqualTo(FailureCategory.QUOTA);
        assertThat(failure.failure().providerCode()).isEqualTo("forbidden");
        assertThat(failure.failure().message()).startsWith("Quota exceeded for instances");
    }

    /** Nova does not use the word quota for resources other than servers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Maximum number of metadata items exceeds 128",
                "Maximum number of ports exceeded",
                "Personality file limit exceeded",
                "Quota exceeded, too many server groups."
            })
    void otherSharesThatAreUsedUpAreQuotasToo(String message) {
        simulator.inject("create", "", 1, OpenstackSimulator.refusal(403, "forbidden", message));
        assertThat(category(() -> provider.create(Accounts.request("key-1")))).isEqualTo(FailureCategory.QUOTA);
    }

    @ParameterizedTest
    @CsvSource({"DELETED, , GONE", "DELETED, deleting, GONE", "ACTIVE, deleting, STOPPING", "ERROR, deleting, STOPPING"
    })
    void whatIsDeletedIsGoneWhateverIsStillBeingDoneToIt(String status, @Nullable String task, SightingState state) {
        assertThat(States.state(status, task)).isEqualTo(state);
    }

    @Test
    void whatNovaStillListsAsDeletedIsNotFoundByItsKey() throws Exception {
        String nativeId = running("key-1");
        simulator.become(nativeId, "DELETED", null);
        assertThat(see(nativeId).state()).isEqualTo(SightingState.GONE);
        assertThat(provider.findByRequestKey("key-1")).isEmpty();
    }

    @Test
    void aConflictThatIsNoneIsAFailure() throws Exception {
        simulator.transition(Duration.ofMinutes(5));
        String nativeId = provider.create(Accounts.request("key-1")).nativeId();
        assertThat(category(() -> provider.start(nativeId))).isEqualTo(FailureCategory.CONFLICT);
        assertThat(category(() -> provider.stop(nativeId, false))).isEqualTo(FailureCategory.CONFLICT);
        assertThat(category(() -> provider.reboot(nativeId, false))).isEqualTo(FailureCategory.CONFLICT);
    }

    @Test
    void aRebootIsSoftOrHardAndItsTaskIsShown() throws Exception {
        String nativeId = running("key-1");
        simulator.transition(Duration.ofMinutes(5));
        provider.reboot(nativeId, false);
        assertThat(see(nativeId).rawState()).isEqualTo("REBOOT rebooting");
        assertThat(see(nativeId).state()).isEqualTo(SightingState.PENDING);
        simulator.become(nativeId, "ACTIVE", null);
        provider.reboot(nativeId, true);
        assertThat(see(nativeId).rawState()).isEqualTo("HARD_REBOOT rebooting_hard");
        simulator.become(nativeId, "ACTIVE", null);
        provider.stop(nativeId, false);
        assertThat(see(nativeId).rawState()).isEqualTo("ACTIVE powering-off");
        assertThat(see(nativeId).state()).isEqualTo(SightingState.STOPPING);
        provider.destroy(nativeId, "key-1");
        assertThat(see(nativeId).rawState()).isEqualTo("ACTIVE deleting");
    }

    @Test
    void aPageThatALoadBalancerDoesNotKnowIsNoServerThatIsGone() throws Exception {
        String nativeId = running("key-1");
        simulator.outage(Outage.WRONG_PAGE);
        assertThat(category(() -> provider.destroy(nativeId, "key-1"))).isEqualTo(FailureCategory.RETRYABLE);
        assertThat(category(() -> provider.stop(nativeId, true))).isEqualTo(FailureCategory.RETRYABLE);
    }

    @Test
    void aServerThatAListLeavesOutIsNotMissingBeforeNovaSaysSo() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(provider.create(Accounts.request("key-" + i)).nativeId());
        }
        simulator.outage(Outage.CELL_DOWN);
        assertThat(provider.describe(ids).values()).hasSize(6).allMatch(each -> each.state() == SightingState.UNKNOWN);
        assertThat(category(() -> provider.findByRequestKey("key-0"))).isEqualTo(FailureCategory.RETRYABLE);
        assertThat(category(() -> provider.describe(ids.subList(0, 1)))).isEqualTo(FailureCategory.RETRYABLE);

        simulator.outage(Outage.NONE);
        simulator.vanish(ids.getFirst());
        Map<String, Sighting> seen = provider.describe(ids);
        assertThat(seen).containsOnlyKeys(ids);
        assertThat(requireNonNull(seen.get(ids.getFirst())).state()).isEqualTo(SightingState.MISSING);
        assertThat(seen.values())
                .filteredOn(each -> each.state() == SightingState.MISSING)
                .hasSize(1);
    }

    @Test
    void aServerThatNovaCannotShowHidesNoOther() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(running("key-" + i));
        }
        InjectedFault unexpected = OpenstackSimulator.refusal(500, "computeFault", "Unexpected API Error.");
        simulator.inject("list", "", 100, unexpected);
        simulator.inject("get", ids.getFirst(), 100, unexpected);

        Map<String, Sighting> seen = provider.describe(ids);

        Sighting bad = requireNonNull(seen.get(ids.getFirst()));
        assertThat(bad.state()).isEqualTo(SightingState.UNKNOWN);
        assertThat(requireNonNull(bad.fault()).message()).contains("Unexpected API Error.");
        assertThat(seen.values())
                .filteredOn(each -> each.state() == SightingState.RUNNING)
                .hasSize(5);
    }

    @Test
    void whereNovaShowsNoServerAnObservationFails() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(running("key-" + i));
        }
        InjectedFault unexpected = OpenstackSimulator.refusal(500, "computeFault", "Unexpected API Error.");
        simulator.inject("list", "", 100, unexpected);
        simulator.inject("get", "", 100, unexpected);

        assertThat(category(() -> provider.describe(ids))).isEqualTo(FailureCategory.RETRYABLE);
    }

    @Test
    void anOlderNovaIsAskedInItsOwnWay() throws Exception {
        simulator.old();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(provider.create(Accounts.request("key-" + i)).nativeId());
        }
        assertThat(provider.findByRequestKey("key-0")).contains(ids.getFirst());
        assertThat(simulator.requests("list")).isEqualTo(2);
        simulator.outage(Outage.CELL_DOWN);
        assertThat(category(() -> provider.describe(ids))).isEqualTo(FailureCategory.RETRYABLE);
        assertThat(simulator.requests("list")).isEqualTo(4);
    }

    @Test
    void anObservationOfManyCostsOneListAndAsksForThoseAloneThatItLeavesOut() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ids.add(provider.create(Accounts.request("key-" + i)).nativeId());
        }
        simulator.vanish(ids.getLast());
        provider.describe(ids);
        assertThat(simulator.requests("list")).isEqualTo(1);
        assertThat(simulator.requests("get")).isEqualTo(1);
    }

    @Test
    void ofManyThatAreNotListedThoseThatNovaSaysItHasDeletedAreGoneAndTheOthersAreAskedForAlone() throws Exception {
        simulator.longestPage(3);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            ids.add(running("key-" + i));
        }
        String lost = ids.getLast();
        simulator.vanish(lost);
        for (String id : ids.subList(0, 8)) {
            String key = "key-" + ids.indexOf(id);
            provider.destroy(id, key);
            await().until(() -> failure(() -> provider.destroy(id, key)) != null);
            assertThat(category(() -> provider.destroy(id, key))).isEqualTo(FailureCategory.NOT_FOUND);
        }
        int gets = simulator.requests("get");

        Map<String, Sighting> seen = provider.describe(ids);

        assertThat(seen).containsOnlyKeys(ids);
        seen.forEach((id, sighting) ->
                assertThat(sighting.state()).isEqualTo(id.equals(lost) ? SightingState.MISSING : SightingState.GONE));
        assertThat(simulator.requests("get")).isEqualTo(gets + 1);
    }

    @Test
    void aListIsReadPageByPage() throws Exception {
        simulator.longestPage(3);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            ids.add(provider.create(Accounts.request("key-" + i)).nativeId());
        }
        assertThat(provider.findByRequestKey("key-0")).contains(ids.getFirst());
        assertThat(provider.findByRequestKey("key-8")).contains(ids.getLast());
        assertThat(provider.findByRequestKey("key-9")).isEmpty();
        assertThat(provider.describe(ids).values()).noneMatch(each -> each.state() == SightingState.MISSING);
        assertThat(simulator.requests("get")).isZero();
    }

    @Test
    void aServerThatIsOddInAListIsAskedForAlone() throws Exception {
        List<String> ids = six();
        simulator.forge("list", answer -> answer.replaceFirst("\"id\":\"" + ids.getFirst() + "\",", ""));

        Map<String, Sighting> seen = provider.describe(ids);

        assertThat(seen.values()).hasSize(6).noneMatch(each -> each.state() == SightingState.MISSING);
        assertThat(seen.values()).noneMatch(each -> each.state() == SightingState.UNKNOWN);
        assertThat(simulator.requests("get")).isEqualTo(1);
    }

    @Test
    void aListGoesOnBehindAServerWithoutAnId() throws Exception {
        List<String> ids = six();
        simulator.longestPage(2);
        // The newest come first: the last of the first page.
        simulator.forge("list", answer -> answer.replaceFirst("\"id\":\"" + ids.get(4) + "\",", ""));
        assertThat(provider.findByRequestKey("key-0")).contains(ids.getFirst());
        assertThat(provider.findByRequestKey("key-9")).isEmpty();

        simulator.forge("list", answer -> answer.replaceAll("\"id\":\"[^\"]*\",", ""));
        ProviderFailure lost = failure(() -> provider.findByRequestKey("key-0"));
        assertThat(lost).hasMessageContaining("continues, but no element has an id");
        assertThat(lost.maySpareOthers()).isTrue();
    }

    @Test
    void aSearchThatFindsNothingHasMissedNoServer() throws Exception {
        List<String> ids = six();
        simulator.forge("list", answer -> answer.replace("\"id\":\"" + ids.getFirst() + "\"", "\"id\":null"));
        assertThat(provider.findByRequestKey("key-9")).as("it has another key").isEmpty();
        assertThat(failure(() -> provider.findByRequestKey("key-0"))).hasMessageContaining("may be the one");

        simulator.forge("list", answer -> answer.replaceFirst("\"servers\":\\[", "\"servers\":[null,"));
        assertThat(failure(() -> provider.findByRequestKey("key-9"))).hasMessageContaining("may be the one");
        assertThat(provider.findByRequestKey("key-1")).contains(ids.get(1));
    }

    @Test
    void aFlavorBehindOneWithoutAnIdIsNotLost() throws Exception {
        simulator.inject("flavors", "", 1, answered("""
                {"flavors": [{"id": "f1", "ram": 1, "vcpus": 2, "disk": 3}, {"ram": 1, "vcpus": 2, "disk": 3}],
                 "flavors_links": [{"rel": "next", "href": "elsewhere"}]}
                """));
        simulator.inject("flavors", "", 1, answered("""
                {"flavors": [{"id": "f2", "ram": 1, "vcpus": 2, "disk": 3}]}
                """));

        assertThat(provider.catalogue().hardwareProfiles())
                .extracting(Catalogue.Profile::id)
                .containsExactly("f1", "f2");
    }

    @Test
    void aListOfWhichNothingCanBeReadIsNoEmptyCatalogue() {
        simulator.inject("flavors", "", 1, answered("{\"flavors\": [{\"id\": \"f1\", \"ram\": \"much\"}]}"));

        assertThat(failure(provider::catalogue))
                .hasMessage("nothing in the list of kind hardware profile can be read: vcpus is not a number");
    }

    private List<String> six() throws ProviderFailure {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(provider.create(Accounts.request("key-" + i)).nativeId());
        }
        return ids;
    }

    @Test
    void whoeverLooksForAKeySeesWhatWasCreatedBefore() throws Exception {
        simulator.transition(Duration.ofMinutes(5));
        List<String> found = together(50, i -> {
            String created = provider.create(Accounts.request("key-" + i)).nativeId();
            assertThat(provider.findByRequestKey("key-" + i)).contains(created);
            return created;
        });
        assertThat(found).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void ofTwoServersForOneRequestEverybodyTakesTheSame() throws Exception {
        try (OpenstackProvider other = Accounts.openstack(simulator)) {
            String one = provider.create(Accounts.request("key-1")).nativeId();
            String two = other.create(Accounts.request("key-1")).nativeId();
            assertThat(provider.findByRequestKey("key-1")).isPresent().isEqualTo(other.findByRequestKey("key-1"));
            assertThat(provider.findByRequestKey("key-1").orElseThrow()).isIn(one, two);
        }
    }

    /** Any look logs it, also one for another key: a server that belongs to no instance costs its owner money. */
    @Test
    void ofTwoServersForOneRequestAPersonIsToldOnce() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(Servers.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        try {
            String one = provider.create(Accounts.request("key-1")).nativeId();
            String two = provider.create(Accounts.request("key-1")).nativeId();
            provider.create(Accounts.request("key-2"));
            assertThat(provider.findByRequestKey("key-2")).isPresent();
            assertThat(provider.findByRequestKey("key-3")).isEmpty();

            assertThat(logged.list).hasSize(1);
            assertThat(logged.list.getFirst().getKeyValuePairs().toString()).contains("key-1", one, two);
        } finally {
            logger.detachAppender(logged);
        }
    }

    /** The first worker is thought dead, and the second does not see its server yet. */
    @Test
    void aCreateThatIsDeliveredAgainWhileNovaHasPutItAsideMakesOneServer() throws Exception {
        try (OpenstackProvider patient = Accounts.openstack(simulator, "call-timeout-ms", "20000");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            simulator.inject("create", "", 1, new InjectedFault.Delayed(Duration.ofMinutes(5)));
            CreateTask task = new CreateTask(patient, Accounts.request("key-1"), Duration.ofSeconds(20));
            Future<Report> first = threads.submit(() -> task.deliver(1, 1));
            await().until(() -> simulator.requests("create") == 1);

            assertThat(task.deliver(1, 2)).isInstanceOf(Report.Deferred.class);
            simulator.recover();
            assertThat(first.get(60, TimeUnit.SECONDS)).isInstanceOf(Report.Accepted.class);
            assertThat(task.deliver(2, 1)).isInstanceOf(Report.Accepted.class);

            assertThat(simulator.requests("create")).isEqualTo(1);
            assertThat(simulator.servers("instancebus.request", "key-1")).isEqualTo(1);
        }
    }

    @Test
    void thereAreOtherWaysToLogIn() throws Exception {
        Map<String, String> least = Map.of("compute-url", simulator.computeUrl().toString(), "flavor", "1");
        Map<String, String> application = new HashMap<>(least);
        application.put("auth-url", simulator.authUrl().toString());
        application.put("application-credential-id", OpenstackSimulator.APPLICATION);
        application.put("application-credential-secret", "file:x");
        Map<String, String> project = new HashMap<>(least);
        project.put("auth-url", simulator.authUrl().toString());
        project.put("user", OpenstackSimulator.USER);
        project.put("password", "file:x");
        project.put("project-id", OpenstackSimulator.PROJECT);
        Map<String, String> rackspace = new HashMap<>(least);
        rackspace.put("auth-url", simulator.rackspaceAuthUrl().toString());
        rackspace.put("user", OpenstackSimulator.USER);
        rackspace.put("password", "file:x");
        try (OpenstackProvider first =
                        Accounts.open(ProviderType.OPENSTACK, application, OpenstackSimulator.APPLICATION_SECRET);
                OpenstackProvider second = Accounts.open(ProviderType.OPENSTACK, project, OpenstackSimulator.PASSWORD);
                OpenstackProvider third =
                        Accounts.open(ProviderType.RACKSPACE, rackspace, OpenstackSimulator.PASSWORD)) {
            for (OpenstackProvider each : List.of(first, second, third)) {
                assertThat(each.catalogue().hardwareProfiles()).hasSize(2);
            }
        }
    }

    @Test
    void rackspacesAnswerToACreateBringsTheAdministratorsPassword() throws Exception {
        try (OpenstackProvider rackspace = Accounts.rackspace(simulator)) {
            CreatedInstance one = rackspace.create(Accounts.request("key-1"));
            CreatedInstance other = rackspace.create(Accounts.request("key-2"));
            assertThat(one.adminPassword())
                    .hasValueSatisfying(password -> assertThat(password.chars())
                            .isEqualTo(requireNonNull(simulator.adminPassword(one.nativeId()))
                                    .toCharArray()));
            assertThat(other.adminPassword())
                    .hasValueSatisfying(password -> assertThat(password.chars())
                            .isEqualTo(requireNonNull(simulator.adminPassword(other.nativeId()))
                                    .toCharArray()));
            assertThat(one.toString()).doesNotContain(OpenstackSimulator.ADMIN_PASSWORD);
        }
    }

    /** Nova generates a password and returns it, whether or not anything sets it in the guest. */
    @Test
    void thePasswordOfAnotherOpenstackIsDropped() throws Exception {
        CreatedInstance created = provider.create(Accounts.request("key-1"));
        assertThat(simulator.adminPassword(created.nativeId())).isNotNull();
        assertThat(created.adminPassword()).isEmpty();
    }

    @Test
    void aServerHasADefaultName() throws Exception {
        CreateRequest request = new CreateRequest(
                "key-1",
                new InstanceId("i-1"),
                OpenstackSimulator.IMAGE,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                Map.of());
        JsonNode asked = requireNonNull(simulator.asked(provider.create(request).nativeId()));
        assertThat(asked.path("name").asString()).isEqualTo("instance-i-1");
        assertThat(asked.has("user_data")).isFalse();
        assertThat(asked.has("key_name")).isFalse();
    }

    private String running(String key) throws ProviderFailure {
        String nativeId = provider.create(Accounts.request(key)).nativeId();
        awaitState(nativeId, SightingState.RUNNING);
        return nativeId;
    }

    private Sighting see(String nativeId) throws ProviderFailure {
        return requireNonNull(provider.describe(List.of(nativeId)).get(nativeId));
    }

    private Sighting awaitState(String nativeId, SightingState state) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> see(nativeId), seen -> seen.state() == state);
    }

    private static ProviderFailure failure(ThrowingCallable call) {
        return catchThrowableOfType(ProviderFailure.class, call);
    }

    private static FailureCategory category(ThrowingCallable call) {
        return failure(call).failure().category();
    }

    @FunctionalInterface
    private interface Numbered {
        String call(int number) throws Exception;
    }

    private static List<String> together(int threads, Numbered call) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                calls.add(() -> call.call(number));
            }
            List<String> results = new ArrayList<>();
            for (Future<String> each : executor.invokeAll(calls)) {
                results.add(each.get());
            }
            return results;
        }
    }
}
