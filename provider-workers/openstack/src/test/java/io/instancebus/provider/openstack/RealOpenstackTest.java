package io.instancebus.provider.openstack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.ProviderFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The behaviour that is particular to OpenStack, at a real one; prints what it saw. RealOpenstackHundredTest has the
 * concurrent creates.
 */
@Tag("openstack")
@Tag("slow")
class RealOpenstackTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static @Nullable RealOpenstack openstack;

    private @Nullable OpenstackProvider provider;

    @BeforeAll
    static void reach() {
        openstack = RealOpenstack.reach();
    }

    @AfterAll
    static void leave() {
        if (openstack != null) {
            openstack.close();
        }
    }

    @BeforeEach
    void open() {
        provider = openstack().account();
    }

    @AfterEach
    void close() {
        provider().close();
        openstack().removeAll();
    }

    private static RealOpenstack openstack() {
        return requireNonNull(openstack);
    }

    private OpenstackProvider provider() {
        return requireNonNull(provider);
    }

    @Test
    void aServerThatNoHostCanHoldSaysWhy() throws Exception {
        String key = newKey();
        String nativeId = provider()
                .create(openstack()
                        .create(
                                key,
                                RealOpenstack.setting("IMAGE"),
                                RealOpenstack.setting("IMPOSSIBLE_FLAVOR"),
                                Map.of()))
                .nativeId();
        Failure fault = requireNonNull(awaitState(nativeId, SightingState.ERROR).fault());
        System.out.println("ERROR: " + fault);
        assertThat(fault.message()).startsWith("No valid host was found.");
        assertThat(fault.category()).isEqualTo(FailureCategory.CAPACITY);
        assertThat(fault.providerCode()).isEqualTo("500");
        assertThat(provider().findByRequestKey(key)).contains(nativeId);
        provider().destroy(nativeId, key);
        awaitState(nativeId, SightingState.MISSING);
    }

    @Test
    void theProjectsQuotaIsAQuota() throws Exception {
        try (OpenstackProvider account = small()) {
            String key = newKey();
            String nativeId = account.create(openstack().create(key)).nativeId();
            try {
                awaitState(account, nativeId, SightingState.RUNNING);
                String second = newKey();
                Failure failure = failure(() -> account.create(openstack().create(second)))
                        .failure();
                System.out.println("quota: " + failure);
                assertThat(failure.category()).isEqualTo(FailureCategory.QUOTA);
                assertThat(failure.providerCode()).isEqualTo("forbidden");
                assertThat(failure.message()).startsWith("Quota exceeded for instances");
                assertThat(account.findByRequestKey(second)).isEmpty();
            } finally {
                remove(account, nativeId, key);
            }
        }
    }

    /** Nova counts servers once they have a host, so it detects too many concurrent creates only later. */
    @Test
    void aQuotaThatIsFoundToBeUsedUpLaterIsAQuotaToo() throws Exception {
        try (OpenstackProvider account = small()) {
            Map<String, String> ids = new LinkedHashMap<>();
            try {
                for (int i = 0; i < 3; i++) {
                    String key = newKey();
                    try {
                        ids.put(account.create(openstack().create(key)).nativeId(), key);
                    } catch (ProviderFailure e) {
                        System.out.println("refused at once: " + e.failure());
                        assertThat(e.failure().category()).isEqualTo(FailureCategory.QUOTA);
                    }
                }
                for (String id : ids.keySet()) {
                    Sighting end = await().atMost(PATIENCE)
                            .until(() -> see(account, id), seen -> seen.state() != SightingState.PENDING);
                    System.out.println("made at once: " + end.rawState() + " " + end.fault());
                    if (end.state() != SightingState.RUNNING) {
                        assertThat(requireNonNull(end.fault()).category()).isEqualTo(FailureCategory.QUOTA);
                    }
                }
            } finally {
                for (Map.Entry<String, String> each : ids.entrySet()) {
                    remove(account, each.getKey(), each.getValue());
                }
            }
        }
    }

    /** An account for the project that may have one server. */
    private static OpenstackProvider small() {
        Map<String, String> settings = openstack().withUser();
        settings.put("project-name", RealOpenstack.setting("SMALL_PROJECT"));
        return openstack().open(settings, openstack().password());
    }

    /** Waits until the server no longer counts. */
    private static void remove(OpenstackProvider account, String nativeId, String key) throws ProviderFailure {
        account.destroy(nativeId, key);
        awaitState(account, nativeId, SightingState.MISSING);
    }

    @Test
    void statusAndTaskAreUnderstoodAllTheWay() throws Exception {
        String key = newKey();
        String nativeId = provider().create(openstack().create(key)).nativeId();
        Map<String, SightingState> seen = new LinkedHashMap<>();
        follow(nativeId, SightingState.RUNNING, seen);
        provider().stop(nativeId, false);
        follow(nativeId, SightingState.STOPPED, seen);
        provider().start(nativeId);
        follow(nativeId, SightingState.RUNNING, seen);
        provider().reboot(nativeId, true);
        follow(nativeId, SightingState.RUNNING, seen);
        provider().destroy(nativeId, key);
        follow(nativeId, SightingState.MISSING, seen);
        System.out.println("raw states in their order: " + seen);
        assertThat(seen.values()).doesNotContain(SightingState.UNKNOWN, SightingState.ERROR);
        assertThat(seen)
                .containsEntry("BUILD scheduling", SightingState.PENDING)
                .containsEntry("ACTIVE", SightingState.RUNNING)
                .containsEntry("SHUTOFF", SightingState.STOPPED);
    }

    private void follow(String nativeId, SightingState end, Map<String, SightingState> seen) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
            Sighting sighting = see(provider(), nativeId);
            seen.put(String.valueOf(sighting.rawState()), sighting.state());
            return sighting.state() == end;
        });
    }

    @Test
    void aServerIsAsTheCreateAndTheSettingsSay() throws Exception {
        String key = newKey();
        String keyPairs = RealOpenstack.setting("COMPUTE_URL") + "/os-keypairs";
        String keyPair = "test-" + UUID.randomUUID();
        openstack().ask("POST", keyPairs, "{\"keypair\":{\"name\":\"" + keyPair + "\"}}");
        try (OpenstackProvider account = openstack()
                .account(
                        "config-drive",
                        "true",
                        "key-pair",
                        keyPair,
                        "security-groups",
                        "default",
                        "availability-zone",
                        "nova")) {
            CreateRequest request = openstack()
                    .create(
                            key,
                            RealOpenstack.setting("IMAGE"),
                            RealOpenstack.setting("OTHER_FLAVOR"),
                            Map.of("team", "blue"));
            String nativeId = account.create(request).nativeId();
            Sighting running = awaitState(nativeId, SightingState.RUNNING);
            assertThat(running.privateAddresses())
                    .singleElement()
                    .satisfies(address -> assertThat(address.address()).startsWith("10.20."));
            assertThat(running.ownerId()).isEqualTo(openstack().user());
            JsonNode server = openstack().server(nativeId);
            assertThat(server.path("name").asString()).isEqualTo("web");
            assertThat(server.path("metadata").path("instancebus.request").asString())
                    .isEqualTo(key);
            assertThat(server.path("metadata").path("instancebus.instance").asString())
                    .isEqualTo(request.instanceId().value());
            assertThat(server.path("metadata").path("team").asString()).isEqualTo("blue");
            assertThat(server.path("flavor").path("id").asString()).isEqualTo(RealOpenstack.setting("OTHER_FLAVOR"));
            assertThat(server.path("image").path("id").asString()).isEqualTo(RealOpenstack.setting("IMAGE"));
            assertThat(server.path("key_name").asString()).isEqualTo(keyPair);
            assertThat(server.path("config_drive").asString()).isEqualTo("True");
            assertThat(server.path("OS-EXT-AZ:availability_zone").asString()).isEqualTo("nova");
            assertThat(server.path("security_groups").toString()).isEqualTo("[{\"name\":\"default\"}]");
        } finally {
            openstack().ask("DELETE", keyPairs + "/" + keyPair, "");
        }
    }

    @Test
    void whatIsNotThereCannotBeAskedFor() {
        String image = RealOpenstack.setting("IMAGE");
        Map<String, CreateRequest> wrong = Map.of(
                "image", openstack().create(newKey(), UUID.randomUUID().toString(), null, Map.of()),
                "flavor", openstack().create(newKey(), image, "nope", Map.of()),
                "zone", with("nope", null, List.of()),
                "key pair", with(null, "nope", List.of()),
                "firewall", with(null, null, List.of("nope")));
        wrong.forEach((what, request) -> {
            Failure failure = failure(() -> provider().create(request)).failure();
            System.out.println("no such " + what + ": " + failure);
            assertThat(failure.category()).as(what).isEqualTo(FailureCategory.INVALID);
            assertThat(failure.providerCode()).as(what).isEqualTo("badRequest");
        });
    }

    private static CreateRequest with(@Nullable String zone, @Nullable String keyPair, List<String> firewalls) {
        CreateRequest request = openstack().create(newKey());
        return new CreateRequest(
                request.requestKey(),
                new InstanceId(UUID.randomUUID().toString()),
                request.imageId(),
                zone,
                request.hardwareProfile(),
                request.name(),
                keyPair,
                firewalls,
                request.userData(),
                request.tags());
    }

    @Test
    void userDataThatNovaRefusesIsNotRepeated() {
        byte[] tooLong = ("top-secret".repeat(6_000)).getBytes(StandardCharsets.UTF_8);
        CreateRequest request = openstack().create(newKey());
        Failure failure = failure(() -> provider()
                        .create(new CreateRequest(
                                request.requestKey(),
                                request.instanceId(),
                                request.imageId(),
                                null,
                                null,
                                "web",
                                null,
                                List.of(),
                                tooLong,
                                request.tags())))
                .failure();
        System.out.println("user data that is too long: " + failure);
        assertThat(failure.category()).isEqualTo(FailureCategory.INVALID);
        assertThat(failure.message()).contains("user_data").hasSizeLessThan(500);
    }

    @Test
    void glanceAndNovaOfferTheSameImages() throws Exception {
        Map<String, String> withoutGlance = openstack().withUser();
        withoutGlance.remove("image-url");
        try (OpenstackProvider nova =
                openstack().open(withoutGlance, openstack().password())) {
            openstack().proxy().requests();
            Catalogue glances = provider().catalogue();
            assertThat(openstack().proxy().requests())
                    .containsEntry("GET image/v2/images", 1)
                    .doesNotContainKey("GET compute/images/detail");
            Catalogue novas = nova.catalogue();
            assertThat(openstack().proxy().requests())
                    .containsEntry("GET compute/images/detail", 1)
                    .doesNotContainKey("GET image/v2/images");
            System.out.println(glances);
            assertThat(glances.images())
                    .extracting(Catalogue.Image::id)
                    .contains(RealOpenstack.setting("IMAGE"))
                    .containsExactlyInAnyOrderElementsOf(
                            novas.images().stream().map(Catalogue.Image::id).toList());
            assertThat(glances.images()).allSatisfy(image -> {
                assertThat(image.name()).isEqualTo("a-few-bytes");
                assertThat(image.description()).isEqualTo("nothing that boots");
                assertThat(image.architecture()).isEqualTo("x86_64");
                assertThat(image.ownerId()).isNotBlank();
            });
            assertThat(glances.hardwareProfiles()).isEqualTo(novas.hardwareProfiles());
            assertThat(glances.hardwareProfiles())
                    .extracting(Catalogue.Profile::name)
                    .contains("small", "big", "too-big");
            assertThat(glances.realms()).containsExactly(new Catalogue.Realm("nova", "nova", true));
        }
    }

    @Test
    void anApplicationCredentialLogsInAndAWrongOneDoesNot() throws Exception {
        String credentials =
                RealOpenstack.setting("AUTH_URL") + "/users/" + openstack().user() + "/application_credentials";
        JsonNode credential = openstack()
                .ask("POST", credentials, "{\"application_credential\":{\"name\":\"test-" + UUID.randomUUID() + "\"}}")
                .path("application_credential");
        Map<String, String> settings = openstack().endpoints();
        settings.put("application-credential-id", credential.path("id").asString());
        settings.put("application-credential-secret", "file:x");
        try (OpenstackProvider right =
                        openstack().open(settings, credential.path("secret").asString());
                OpenstackProvider wrong = openstack().open(settings, "wrong");
                OpenstackProvider wrongPassword = openstack().open(openstack().withUser(), "wrong")) {
            assertThat(right.catalogue().hardwareProfiles()).hasSize(3);
            for (OpenstackProvider each : List.of(wrong, wrongPassword)) {
                Failure failure = failure(each::catalogue).failure();
                assertThat(failure.category()).isEqualTo(FailureCategory.AUTH);
                System.out.println("refused login: " + failure);
            }
        } finally {
            openstack().ask("DELETE", credentials + "/" + credential.path("id").asString(), "");
        }
    }

    private static String newKey() {
        return "real-" + UUID.randomUUID();
    }

    private static Sighting see(OpenstackProvider account, String nativeId) throws ProviderFailure {
        return requireNonNull(account.describe(List.of(nativeId)).get(nativeId));
    }

    private Sighting awaitState(String nativeId, SightingState state) {
        return awaitState(provider(), nativeId, state);
    }

    private static Sighting awaitState(OpenstackProvider account, String nativeId, SightingState state) {
        return await().atMost(PATIENCE).until(() -> see(account, nativeId), sighting -> sighting.state() == state);
    }

    private static ProviderFailure failure(ThrowingCallable call) {
        return catchThrowableOfType(ProviderFailure.class, call);
    }
}
