package io.instancebus.worker.provider.vsphere;

import static org.awaitility.Awaitility.await;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.embedded.VcenterSimulator;
import io.instancebus.worker.provider.CreateRequest;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ProviderConformance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The vSphere adapter does what every provider must, with a simulated vCenter. */
class VsphereConformanceTest extends ProviderConformance {
    private static Vcenter vcenter;

    private VsphereProvider provider;

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
        provider = vcenter.account("call-timeout-ms", "8000");
    }

    @AfterEach
    void close() {
        vcenter.simulator().control("/clear");
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
                FailureCategory.CAPACITY, Requests.request(crowded));
    }

    @Override
    protected Optional<CreateRequest> lostAnswer(String requestKey) {
        vcenter.simulator().rule("""
                {"method":"CloneVM_Task","match":"%s","mode":"cut-after","count":1}""".formatted(requestKey));
        return Optional.of(Requests.request(requestKey));
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
    protected void recover() {
        vcenter.simulator().control("/clear");
    }

    @Override
    protected Set<String> secrets() {
        return Set.of(VcenterSimulator.PASSWORD, "top-secret");
    }
}
