package io.instancebus.worker.provider.ec2;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.embedded.ec2.Ec2Simulator;
import io.instancebus.embedded.ec2.Misfortune;
import io.instancebus.worker.provider.CreateRequest;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ProviderConformance;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;

/** The EC2 adapter does what every provider must, with a simulated EC2, and logs no secret at TRACE. */
class Ec2ConformanceTest extends ProviderConformance {
    private final Ec2Simulator simulator = Ec2Simulator.start();
    private final Ec2Provider provider = Accounts.of(simulator, "call-timeout-ms", "1500");
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level usual = root.getLevel();

    @BeforeEach
    void logEverything() {
        root.setLevel(Level.TRACE);
    }

    @AfterEach
    void close() {
        root.setLevel(usual);
        simulator.recover();
        provider.close();
        simulator.close();
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
        return "i-0ffffffffffffffff";
    }

    @Override
    protected long instancesAtProvider(String requestKey) {
        return simulator.instances(requestKey);
    }

    @Override
    protected Map<FailureCategory, CreateRequest> refused() {
        Map<FailureCategory, CreateRequest> refused = new LinkedHashMap<>();
        refused.put(FailureCategory.NOT_FOUND, Requests.of(newKey(), "ami-00000000", null, null));
        refused.put(
                FailureCategory.INVALID,
                Requests.of(newKey(), Ec2Simulator.IMAGE, null, new HardwareProfile("no.such", Map.of())));
        refused.put(FailureCategory.AUTH, refusedWith(403, "UnauthorizedOperation"));
        refused.put(FailureCategory.CAPACITY, refusedWith(500, "InsufficientInstanceCapacity"));
        refused.put(FailureCategory.QUOTA, refusedWith(400, "VcpuLimitExceeded"));
        refused.put(FailureCategory.RATE_LIMITED, refusedWith(503, "RequestLimitExceeded"));
        refused.put(FailureCategory.CONFLICT, refusedWith(400, "IncorrectState"));
        refused.put(FailureCategory.RETRYABLE, refusedWith(503, "Unavailable"));
        return refused;
    }

    private CreateRequest refusedWith(int status, String code) {
        String key = newKey();
        simulator.misfortune("RunInstances", key, 1, new Misfortune.Refused(status, code, "No: " + code, false));
        return Requests.request(key);
    }

    @Override
    protected Optional<CreateRequest> lostAnswer(String requestKey) {
        simulator.misfortune("RunInstances", requestKey, 1, new Misfortune.Cut(true));
        return Optional.of(Requests.request(requestKey));
    }

    @Override
    protected Map<String, Runnable> outages() {
        Map<String, Runnable> outages = new LinkedHashMap<>();
        outages.put("cut", () -> simulator.outage(new Misfortune.Cut(false)));
        outages.put("mute", () -> simulator.outage(new Misfortune.Mute(false)));
        outages.put("ill", () -> simulator.outage(new Misfortune.Refused(500, "InternalError", "ill", false)));
        outages.put(
                "throttled", () -> simulator.outage(new Misfortune.Refused(503, "RequestLimitExceeded", "", false)));
        outages.put("key revoked", () -> simulator.outage(new Misfortune.Refused(401, "AuthFailure", "no", false)));
        outages.put("not there", () -> simulator.outage(new Misfortune.Page(404, "<html>not found</html>", false)));
        outages.put(
                "not found, in EC2's words",
                () -> simulator.outage(new Misfortune.Refused(400, "InvalidInstanceID.NotFound", "?", false)));
        outages.put("a proxy's page", () -> simulator.outage(new Misfortune.Page(200, "<html>hello</html>", false)));
        outages.put("an empty page", () -> simulator.outage(new Misfortune.Page(200, "", false)));
        outages.put(
                "an answer without a list",
                () -> simulator.outage(new Misfortune.Page(200, "<DescribeInstancesResponse/>", false)));
        outages.put("bad gateway", () -> simulator.outage(new Misfortune.Page(502, "<html>bad</html>", false)));
        return outages;
    }

    @Override
    protected void recover() {
        simulator.recover();
    }

    @Override
    protected Set<String> secrets() {
        return Set.of(
                Ec2Simulator.SECRET_ACCESS_KEY,
                "top-secret",
                Base64.getEncoder()
                        .encodeToString(
                                "#cloud-config\n# <&> top-secret".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
