package io.instancebus.provider.vsphere;

import static org.awaitility.Awaitility.await;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.tck.Comes;
import io.instancebus.provider.tck.Deed;
import io.instancebus.provider.tck.Except;
import io.instancebus.provider.tck.Item;
import io.instancebus.provider.tck.ProviderConformance;
import io.instancebus.provider.tck.Takes;
import io.instancebus.provider.tck.Trial;
import io.instancebus.provider.tck.Tried;
import io.instancebus.simulators.vcenter.VcenterSimulator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import tools.jackson.databind.json.JsonMapper;

/** The vSphere adapter does what every provider must, with a simulated vCenter. */
@Tried(
        adapter = "vsphere",
        how = Trial.SIMULATED,
        on = "govmomi's vCenter simulator with tasks that take time; not VMware's vCenter")
@Except(
        items = Item.DETAILS,
        how = Trial.NOT_POSSIBLE,
        because =
                "vCenter does not show a machine's template or size by the catalogue's ids, and its place only by other"
                        + " objects, which an observation does not ask for")
@Except(
        items = {Item.FAILS_RATE_LIMITED, Item.RATE_LIMITING},
        how = Trial.NOT_POSSIBLE,
        because =
                "vCenter's API has no fault for too many requests; the account's own limits keep it from being overrun")
@Takes(in = SightingState.STOPPING, deeds = Deed.START, then = Comes.NOTHING)
@Takes(
        in = SightingState.STOPPING,
        deeds = {Deed.REBOOT, Deed.REBOOT_BY_FORCE},
        then = Comes.RUNS)
@Tag("slow")
@Tag("vcenter")
@Takes(in = SightingState.STOPPING, deeds = Deed.STOP_BY_FORCE, then = Comes.STOPS)
class VsphereConformanceTest extends ProviderConformance {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static Vcenter vcenter;

    private VsphereProvider provider;
    private boolean forged;

    @BeforeAll
    static void start() {
        vcenter = Vcenter.start("-task-ms", "100");
    }

    @AfterAll
    static void stop() {
        if (vcenter != null) {
            vcenter.close();
        }
    }

    @BeforeEach
    void open() {
        provider =
                vcenter.account("call-timeout-ms", Long.toString(callTimeout().toMillis()));
    }

    @AfterEach
    void close() {
        recover();
        provider.close();
    }

    @Override
    protected Provider provider() {
        return provider;
    }

    @Override
    protected CreateRequest request(String requestKey) {
        return Requests.request(requestKey);
    }

    @Override
    protected String unknownNativeId() {
        return UUID.randomUUID().toString();
    }

    @Override
    protected long instancesAtProvider(String requestKey) {
        // A clone under way is no machine yet, and may become one.
        await().atMost(patience()).until(() -> vcenter.simulator().tasksUnderWay() == 0);
        return vcenter.machines().stream()
                .filter(machine -> machine.path("ExtraConfig")
                        .path("instancebus.request")
                        .asString("")
                        .equals(requestKey))
                .count();
    }

    @Override
    protected Map<FailureCategory, CreateRequest> refused() {
        String forbidden = newKey();
        vcenter.simulator().rule("""
                {"method":"CloneVM_Task","match":"%s","mode":"fault","fault":"NoPermission",
                 "message":"Permission to perform this operation was denied."}""".formatted(forbidden));
        String crowded = newKey();
        vcenter.simulator().rule("""
                {"method":"CloneVM_Task","match":"%s","mode":"fault","fault":"InsufficientResourcesFault",
                 "message":"The available resources in the parent resource pool are insufficient."}""".formatted(crowded));
        return Map.of(
                FailureCategory.NOT_FOUND, Requests.of(newKey(), "no-such-template", null, null),
                FailureCategory.INVALID,
                        Requests.of(
                                newKey(),
                                VcenterSimulator.TEMPLATE,
                                null,
                                new HardwareProfile(null, Map.of("cpu", "0"))),
                FailureCategory.AUTH, Requests.request(forbidden),
                FailureCategory.CAPACITY, Requests.request(crowded),
                FailureCategory.QUOTA, refusedWith("NotEnoughLicenses"),
                FailureCategory.CONFLICT, refusedWith("ResourceInUse"),
                FailureCategory.RETRYABLE, refusedWith("HostNotConnected"),
                FailureCategory.INTERNAL, refusedWith("SystemError"));
    }

    private static CreateRequest refusedWith(String fault) {
        String key = newKey();
        vcenter.simulator().rule("""
                {"method":"CloneVM_Task","match":"%s","mode":"fault","fault":"%s","message":"No: %s"}""".formatted(key, fault, fault));
        return Requests.request(key);
    }

    @Override
    protected Map<FailureCategory, CreateRequest> failingLater() {
        return Map.of(
                FailureCategory.CAPACITY, failingWith("NoDiskSpace"),
                FailureCategory.QUOTA, failingWith("NotEnoughLicenses"),
                FailureCategory.INTERNAL, failingWith("SystemError"));
    }

    private static CreateRequest failingWith(String fault) {
        String key = newKey();
        vcenter.simulator().rule("""
                {"method":"CloneVM_Task","match":"%s","mode":"fail","fault":"%s","message":"No: %s",
                 "event":"VmCloneFailedEvent","delayMs":100}""".formatted(key, fault, fault));
        return Requests.request(key);
    }

    @Override
    protected CreateRequest lostAnswer(String requestKey) {
        vcenter.simulator().rule("""
                {"method":"CloneVM_Task","match":"%s","mode":"cut-after","count":1}""".formatted(requestKey));
        return Requests.request(requestKey);
    }

    @Override
    protected Duration callTimeout() {
        return Duration.ofSeconds(5);
    }

    @Override
    protected CreateRequest slowAnswer(String requestKey) {
        begin();
        vcenter.simulator().rule("""
                {"method":"CloneVM_Task","match":"%s","mode":"mute-after","count":1}""".formatted(requestKey));
        return Requests.request(requestKey);
    }

    @Override
    protected void slowObservations() {
        vcenter.simulator().rule("""
                {"method":"*","mode":"mute-after"}""");
    }

    @Override
    protected String pending(String requestKey) throws ProviderFailure {
        vcenter.simulator().rule("""
                {"method":"CloneVM_Task","match":"%s","mode":"hold","count":1}""".formatted(requestKey));
        String nativeId = provider.create(Requests.request(requestKey)).nativeId();
        awaitState(nativeId, SightingState.PENDING);
        return nativeId;
    }

    @Override
    protected String stopping() throws ProviderFailure {
        String nativeId = provider.create(Requests.request(newKey())).nativeId();
        awaitState(nativeId, SightingState.RUNNING);
        await().atMost(patience())
                .until(() -> !see(nativeId).privateAddresses().isEmpty()
                        || !see(nativeId).publicAddresses().isEmpty());
        vcenter.simulator().rule("""
                {"method":"ShutdownGuest","match":"%s","mode":"hang"}""".formatted(vcenter.name(nativeId)));
        provider.stop(nativeId, false);
        awaitState(nativeId, SightingState.STOPPING);
        return nativeId;
    }

    @Override
    protected void removeBehindOurBack(String nativeId) {
        vcenter.simulator().control("/remove", "vm", vcenter.name(nativeId));
    }

    @Override
    protected Map<String, Runnable> outages() {
        Map<String, Runnable> outages = new LinkedHashMap<>();
        outages.put("unreachable", () -> vcenter.simulator().control("/outage", "how", "cut"));
        outages.put("mute", () -> vcenter.simulator().control("/outage", "how", "mute"));
        outages.put("session ended, login refused", () -> {
            vcenter.simulator().control("/outage", "how", "");
            vcenter.simulator().control("/expire", "deny", "true");
        });
        return outages;
    }

    @Override
    protected Map<String, Consumer<String>> oddMachines() {
        Map<String, Consumer<String>> odd = new LinkedHashMap<>();
        odd.put("a word that is no state", shownAs("runtime.powerState", "sideways"));
        odd.put("no state", without("runtime.powerState"));
        odd.put("no instance UUID", without("config.instanceUuid"));
        odd.put("another has its instance UUID too", id -> forge("DC0_H0_VM0", "config.instanceUuid", id));
        return odd;
    }

    @Override
    protected Map<String, Consumer<String>> oddDetails() {
        return Map.of(
                "a time that is none", shownAs("runtime.bootTime", "yesterday"),
                "an address that is none", shownAs("guest.ipAddress", "999.1.somewhere"),
                "no name", without("name"));
    }

    private Consumer<String> shownAs(String property, String odd) {
        return id -> forge(vcenter.name(id), property, odd);
    }

    private Consumer<String> without(String property) {
        return id -> forge(
                "(>" + moref(vcenter.name(id)) + "</obj>.*?)<name>" + property + "</name>", "${1}<name>none</name>");
    }

    private void forge(String machine, String property, String value) {
        forge(
                "(>" + moref(machine) + "</obj>.*?<name>" + property + "</name>(?:<op>assign</op>)?<val[^>]*>)[^<]*",
                "${1}" + value);
    }

    /** Sessions begin anew, so that every machine is shown again. */
    private void forge(String find, String replacement) {
        for (String method : List.of("WaitForUpdatesEx", "RetrievePropertiesEx")) {
            vcenter.simulator()
                    .rule(JSON.writeValueAsString(
                            Map.of("method", method, "mode", "forge", "find", "(?s)" + find, "replace", replacement)));
        }
        forged = true;
        vcenter.simulator().control("/expire");
    }

    private static String moref(String machine) {
        return vcenter.machines().stream()
                .filter(each -> each.path("Name").asString().equals(machine))
                .map(each -> each.path("Moref").asString())
                .findFirst()
                .orElseThrow();
    }

    @Override
    protected void recover() {
        if (forged) {
            forged = false;
            vcenter.simulator().control("/clear");
            vcenter.simulator().control("/expire");
        }
        vcenter.simulator().control("/clear");
        vcenter.simulator().control("/release");
    }

    @Override
    protected Set<String> secrets() {
        Set<String> secrets = new HashSet<>(vcenter.sessions());
        secrets.addAll(Set.of(
                VcenterSimulator.PASSWORD,
                "top-secret",
                Base64.getEncoder().encodeToString(Requests.USER_DATA.getBytes(StandardCharsets.UTF_8))));
        return secrets;
    }
}
