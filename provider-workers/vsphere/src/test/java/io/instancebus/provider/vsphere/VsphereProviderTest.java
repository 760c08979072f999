package io.instancebus.provider.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.simulators.vcenter.VcenterSimulator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is vSphere's own, with a simulated vCenter. */
@Tag("slow")
@Tag("vcenter")
class VsphereProviderTest {
    private static Vcenter vcenter;

    @BeforeAll
    static void start() {
        vcenter = Vcenter.start("-task-ms", "50");
    }

    @AfterAll
    static void stop() {
        if (vcenter != null) {
            vcenter.close();
        }
    }

    @Test
    void aMachineIsMadeAsItWasAskedFor() throws Exception {
        try (VsphereProvider provider = vcenter.account("network", "VM Network")) {
            String key = UUID.randomUUID().toString();
            String nativeId = provider.create(Requests.of(
                            key,
                            VcenterSimulator.TEMPLATE,
                            "DC0/datastore/LocalDS_0",
                            new HardwareProfile("medium", Map.of("memory", "3072"))))
                    .nativeId();
            awaitState(provider, nativeId, SightingState.RUNNING);

            JsonNode machine = vcenter.machine(nativeId);
            assertThat(machine.path("Name").asString()).isEqualTo("web-" + Naming.mark(nativeId));
            assertThat(machine.path("Cpus").asInt()).isEqualTo(2);
            assertThat(machine.path("MemoryMB").asInt()).isEqualTo(3072);
            JsonNode settings = machine.path("ExtraConfig");
            assertThat(settings.path("instancebus.request").asString()).isEqualTo(key);
            assertThat(new String(
                            Base64.getDecoder()
                                    .decode(settings.path("guestinfo.userdata").asString()),
                            StandardCharsets.UTF_8))
                    .isEqualTo("#cloud-config\n# <&> top-secret");
        }
    }

    @Test
    void theCatalogueShowsTemplatesAndPlaces() throws Exception {
        try (VsphereProvider provider = vcenter.account()) {
            Catalogue catalogue = provider.catalogue();
            assertThat(catalogue.images()).extracting(Catalogue.Image::id).containsExactly(VcenterSimulator.TEMPLATE);
            assertThat(catalogue.realms())
                    .extracting(Catalogue.Realm::id)
                    .contains("DC0", "DC0/host/DC0_C0", "DC0/datastore/LocalDS_0");
        }
    }

    @Test
    void aReadWhoseConnectionIsLostIsSentAgainOnce() throws Exception {
        String key = UUID.randomUUID().toString();
        try (VsphereProvider provider = vcenter.account()) {
            String nativeId = provider.create(Requests.request(key)).nativeId();
            vcenter.simulator().rule("""
                    {"method":"FindByUuid","match":"%s","mode":"cut-after","count":1}""".formatted(nativeId));
            assertThat(provider.findByRequestKey(key)).contains(nativeId);

            vcenter.simulator().rule("""
                    {"method":"FindByUuid","match":"%s","mode":"cut-after","count":2}""".formatted(nativeId));
            assertThatExceptionOfType(ProviderFailure.class)
                    .isThrownBy(() -> provider.findByRequestKey(key))
                    .withMessageContaining("did not answer FindByUuid");
        } finally {
            vcenter.simulator().control("/clear");
        }
    }

    @Test
    void aPlaceThatCannotBeReadIsLeftOutOfTheCatalogueAndTheRestIsShown() throws Exception {
        forgeInventory("summary.accessible", "perhaps");
        try (VsphereProvider provider = vcenter.account()) {
            Catalogue catalogue = provider.catalogue();
            assertThat(catalogue.images()).extracting(Catalogue.Image::id).containsExactly(VcenterSimulator.TEMPLATE);
            assertThat(catalogue.realms())
                    .extracting(Catalogue.Realm::id)
                    .contains("DC0", "DC0/host/DC0_C0")
                    .doesNotContain("DC0/datastore/LocalDS_0");
            assertThat(catalogue.leftOut())
                    .contains(new Catalogue.LeftOut(
                            "realm", "LocalDS_0", "whether it is accessible is neither true nor false"));
        } finally {
            vcenter.simulator().control("/clear");
        }
    }

    @Test
    void aVcenterWhoseTemplatesCannotBeReadIsNotOneWithoutTemplates() {
        forgeInventory("config.template", "maybe");
        try (VsphereProvider provider = vcenter.account()) {
            assertThatExceptionOfType(ProviderFailure.class)
                    .isThrownBy(provider::catalogue)
                    .withMessageContaining("nothing in the list of kind image can be read");
        } finally {
            vcenter.simulator().control("/clear");
        }
    }

    private static void forgeInventory(String property, String value) {
        vcenter.simulator().rule("""
                {"method":"RetrievePropertiesEx","match":"config.guestFullName","mode":"forge",\
                "find":"(<name>%s</name><val[^>]*>)true","replace":"${1}%s"}""".formatted(property, value));
    }

    @Test
    void aServerThatCannotProveItselfIsNotToldThePassword(@TempDir Path folder) throws Exception {
        try (VsphereProvider provider = vcenter.account("certificate-sha256", "00".repeat(32))) {
            ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, provider::catalogue);
            assertThat(failure.isOutcomeUnknown()).isFalse();
            assertThat(failure.failure().category()).isEqualTo(FailureCategory.AUTH);
            assertThat(failure.failure().message()).contains("is not trusted", "fingerprint");
        }
        Map<String, String> settings = vcenter.settings();
        settings.remove("certificate-sha256");
        try (VsphereProvider provider = Vcenter.account(settings)) {
            assertThat(catchThrowableOfType(ProviderFailure.class, provider::catalogue)
                            .failure()
                            .category())
                    .isEqualTo(FailureCategory.AUTH);
        }
        Path authority =
                Files.writeString(folder.resolve("ca.pem"), vcenter.simulator().certificatePem());
        settings.put("ca-file", authority.toString());
        try (VsphereProvider provider = Vcenter.account(settings)) {
            assertThat(provider.catalogue().images()).isNotEmpty();
        }
    }

    @Test
    void aChangeIsToldWithoutBeingAskedFor() throws Exception {
        try (VsphereProvider provider = vcenter.account()) {
            String nativeId = provider.create(Requests.request(UUID.randomUUID().toString()))
                    .nativeId();
            awaitState(provider, nativeId, SightingState.RUNNING);
            var told = new java.util.concurrent.ConcurrentLinkedQueue<String>();
            try (var listening = provider.listen(told::addAll)) {
                vcenter.simulator().control("/power", "vm", vcenter.name(nativeId), "op", "PowerOffVM");
                await().atMost(Duration.ofSeconds(30)).until(() -> told.contains(nativeId));
                assertThat(listening).isNotNull();
            }
            awaitState(provider, nativeId, SightingState.STOPPED);
        }
    }

    @Test
    void aHostThatIsAwayLeavesTheStateUnknown() throws Exception {
        try (VsphereProvider provider = vcenter.account()) {
            String nativeId = provider.create(Requests.request(UUID.randomUUID().toString()))
                    .nativeId();
            awaitState(provider, nativeId, SightingState.RUNNING);
            vcenter.simulator().control("/connection", "vm", vcenter.name(nativeId), "state", "disconnected");
            awaitState(provider, nativeId, SightingState.UNKNOWN);
            vcenter.simulator().control("/connection", "vm", vcenter.name(nativeId), "state", "connected");
            awaitState(provider, nativeId, SightingState.RUNNING);
        }
    }

    @Test
    void aMachineThatIsBeingTurnedOnIsDestroyedAlthoughItComesOnFirst() throws Exception {
        try (VsphereProvider provider = vcenter.account()) {
            String key = UUID.randomUUID().toString();
            String mark = Naming.mark(Naming.nativeId(key));
            vcenter.simulator().rule("""
                    {"method":"PowerOnVM_Task","match":"%s","mode":"ok","delayMs":2000,"count":1}""".formatted(mark));
            vcenter.simulator().rule("""
                    {"method":"Destroy_Task","match":"%s","mode":"ok","delayMs":3000,"count":1}""".formatted(mark));
            String nativeId = provider.create(Requests.request(key)).nativeId();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> vcenter.machines().stream()
                            .anyMatch(machine ->
                                    machine.path("InstanceUuid").asString().equals(nativeId)));

            provider.destroy(nativeId, key);

            awaitState(provider, nativeId, SightingState.GONE);
        }
    }

    /** By somebody else, so that nobody here knows of it: vCenter refuses to delete it, and says so to nobody. */
    @Test
    void aMachineThatCameOnInsteadOfBeingDeletedIsSeenToRunAndThenDestroyed() throws Exception {
        try (VsphereProvider starter = vcenter.account();
                VsphereProvider other = vcenter.account()) {
            String key = UUID.randomUUID().toString();
            String mark = Naming.mark(Naming.nativeId(key));
            String nativeId = starter.create(Requests.request(key)).nativeId();
            awaitState(other, nativeId, SightingState.RUNNING);
            starter.stop(nativeId, true);
            awaitState(other, nativeId, SightingState.STOPPED);
            vcenter.simulator().rule("""
                    {"method":"PowerOnVM_Task","match":"%s","mode":"ok","delayMs":2000,"count":1}""".formatted(mark));
            vcenter.simulator().rule("""
                    {"method":"Destroy_Task","match":"%s","mode":"ok","delayMs":3000,"count":1}""".formatted(mark));
            starter.start(nativeId);
            other.destroy(nativeId, key);

            awaitState(other, nativeId, SightingState.RUNNING);
            // Which the command service asks for when it sees that.
            other.destroy(nativeId, key);
            awaitState(other, nativeId, SightingState.GONE);
        }
    }

    @Test
    void aMachineThatIsMadeWhileADestroyLooksForItIsNotTakenForGone() throws Exception {
        try (VsphereProvider maker = vcenter.account();
                VsphereProvider other = vcenter.account();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String key = UUID.randomUUID().toString();
            vcenter.simulator().rule("""
                    {"method":"CloneVM_Task","match":"%s","mode":"hold","count":1}""".formatted(key));
            String nativeId = maker.create(Requests.request(key)).nativeId();
            // Between its questions for the machine, which is not there yet, and for the clone, which has ended then.
            vcenter.simulator().rule("""
                    {"method":"QueryEvents","mode":"delay","delayMs":3000,"count":1}""");
            vcenter.calls();
            Future<?> destroyed = threads.submit(() -> {
                other.destroy(nativeId, key);
                return null;
            });
            await().atMost(Duration.ofSeconds(60)).until(() -> vcenter.calls().has("QueryEvents"));
            vcenter.simulator().control("/release");

            destroyed.get(60, TimeUnit.SECONDS);
            awaitState(other, nativeId, SightingState.GONE);
        }
    }

    @Test
    void whatVsphereHasNoWordForIsRefused() throws Exception {
        try (VsphereProvider provider = vcenter.account()) {
            var request = Requests.request("key");
            var withKey = new io.instancebus.provider.CreateRequest(
                    "key",
                    request.instanceId(),
                    request.imageId(),
                    null,
                    null,
                    null,
                    "my-key",
                    List.of(),
                    null,
                    Map.of());
            ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, () -> provider.create(withKey));
            assertThat(failure.failure().category()).isEqualTo(FailureCategory.INVALID);
        }
    }

    private static void awaitState(VsphereProvider provider, String nativeId, SightingState state) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    var seen = provider.describe(List.of(nativeId)).get(nativeId);
                    return seen != null && seen.state() == state;
                });
    }
}
