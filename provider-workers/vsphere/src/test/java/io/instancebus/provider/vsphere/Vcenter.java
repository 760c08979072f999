package io.instancebus.provider.vsphere;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.instancebus.provider.Secret;
import io.instancebus.simulators.vcenter.VcenterSimulator;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The simulated vCenter of a test, and an account with it. */
final class Vcenter implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final VcenterSimulator simulator;

    private Vcenter(VcenterSimulator simulator) {
        this.simulator = simulator;
    }

    /** Skips the test where it cannot be built, unless that must not be. */
    static Vcenter start(String... options) {
        String missing = VcenterSimulator.missing().orElse("");
        if (!missing.isEmpty() && "true".equals(System.getenv("INSTANCE_BUS_REQUIRE_VCENTER_SIMULATOR"))) {
            throw new IllegalStateException("the vCenter simulator is required, and " + missing);
        }
        assumeTrue(missing.isEmpty(), () -> "skipped, because it needs the vCenter simulator: " + missing);
        return new Vcenter(VcenterSimulator.start(options));
    }

    VcenterSimulator simulator() {
        return simulator;
    }

    Map<String, String> settings(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "url",
                simulator.url(),
                "user",
                VcenterSimulator.USER,
                "password",
                "env:INSTANCE_BUS_SECRET_VCENTER",
                "certificate-sha256",
                simulator.certificateSha256(),
                "cluster",
                "DC0_C0",
                "call-timeout-ms",
                "10000"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    VsphereProvider account(String... more) {
        return account(settings(more));
    }

    static VsphereProvider account(Map<String, String> settings) {
        return new VsphereProvider(
                VsphereConfig.read(settings),
                () -> new Secret(VcenterSimulator.PASSWORD.getBytes(StandardCharsets.UTF_8)),
                Clock.systemUTC());
    }

    List<JsonNode> machines() {
        return StreamSupport.stream(JSON.readTree(simulator.machines()).spliterator(), false)
                .toList();
    }

    /** The cookies of all sessions there were. */
    Set<String> sessions() {
        return StreamSupport.stream(JSON.readTree(simulator.sessions()).spliterator(), false)
                .map(JsonNode::asString)
                .collect(Collectors.toSet());
    }

    JsonNode machine(String nativeId) {
        return machines().stream()
                .filter(each -> each.path("InstanceUuid").asString().equals(nativeId))
                .findFirst()
                .orElseThrow();
    }

    String name(String nativeId) {
        return machine(nativeId).path("Name").asString();
    }

    JsonNode calls() {
        return JSON.readTree(simulator.calls());
    }

    @Override
    public void close() {
        simulator.close();
    }
}
