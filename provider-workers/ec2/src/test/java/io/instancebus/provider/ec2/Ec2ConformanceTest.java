package io.instancebus.provider.ec2;

import static java.util.Objects.requireNonNull;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.tck.Comes;
import io.instancebus.provider.tck.Deed;
import io.instancebus.provider.tck.ProviderConformance;
import io.instancebus.provider.tck.Takes;
import io.instancebus.provider.tck.Trial;
import io.instancebus.provider.tck.Tried;
import io.instancebus.simulators.ec2.Ec2Simulator;
import io.instancebus.simulators.fault.InjectedFault;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** The EC2 adapter passes the conformance suite, with a simulated EC2. */
@Tried(
        adapter = "ec2",
        how = Trial.SIMULATED,
        on = "Ec2Simulator, written from Amazon's API reference; not Amazon's EC2")
@Takes(in = SightingState.PENDING, deeds = Deed.START, then = Comes.NOTHING)
@Takes(
        in = SightingState.GONE,
        deeds = {Deed.START, Deed.STOP, Deed.STOP_BY_FORCE, Deed.REBOOT, Deed.REBOOT_BY_FORCE},
        then = Comes.CONFLICT)
@Tag("slow")
class Ec2ConformanceTest extends ProviderConformance {
    private static final Duration VERY_LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(100);

    private Ec2Simulator simulator;
    private Ec2Provider provider;
    private Duration timeout = Duration.ofSeconds(6);

    @BeforeEach
    void open() {
        simulator = Ec2Simulator.start();
        provider = account();
    }

    private Ec2Provider account() {
        return Accounts.of(
                simulator, "key-name", Ec2Simulator.KEY_NAME, "call-timeout-ms", Long.toString(timeout.toMillis()));
    }

    /** Shortens the time-out for tests that only wait for it. */
    private void beImpatient() {
        provider.close();
        timeout = Duration.ofMillis(2_500);
        provider = account();
        begin();
    }

    @AfterEach
    void close() {
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
        return "i-0f%015x".formatted(ThreadLocalRandom.current().nextLong(1L << 60));
    }

    @Override
    protected long instancesAtProvider(String requestKey) {
        return simulator.instances(requestKey);
    }

    @Override
    protected Chosen chosenAtProvider(String nativeId) {
        Map<String, String> launch = simulator.launch(nativeId);
        return new Chosen(
                Ec2Simulator.IMAGE,
                simulator.zone(nativeId),
                requireNonNull(launch.get("InstanceType")),
                Ec2Simulator.KEY_NAME,
                List.copyOf(simulator.groups(nativeId).keySet()));
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
        refused.put(FailureCategory.INTERNAL, refusedWith(400, "NobodyHasHeardOfThis"));
        return refused;
    }

    private CreateRequest refusedWith(int status, String code) {
        String key = newKey();
        simulator.inject("RunInstances", key, 1, Ec2Simulator.refusal(status, code, "No: " + code, false));
        return Requests.request(key);
    }

    @Override
    protected Map<FailureCategory, CreateRequest> failingLater() {
        String crowded = newKey();
        simulator.launchesFail(crowded, "Server.InsufficientInstanceCapacity", "Insufficient capacity to launch");
        String full = newKey();
        simulator.launchesFail(full, "Client.VolumeLimitExceeded", "Volume limit exceeded");
        String broken = newKey();
        simulator.launchesFail(broken, "Server.InternalError", "Internal error on launch");
        return Map.of(
                FailureCategory.CAPACITY, Requests.request(crowded),
                FailureCategory.QUOTA, Requests.request(full),
                FailureCategory.INTERNAL, Requests.request(broken));
    }

    @Override
    protected CreateRequest lostAnswer(String requestKey) {
        simulator.inject("RunInstances", requestKey, 1, new InjectedFault.Cut(true));
        return Requests.request(requestKey);
    }

    @Override
    protected TooMany tooMany(String requestKey) {
        simulator.inject("RunInstances", requestKey, 1, Ec2Simulator.throttled(7));
        return new TooMany(Requests.request(requestKey), Duration.ofSeconds(7));
    }

    @Override
    protected Duration callTimeout() {
        return timeout;
    }

    @Override
    protected CreateRequest slowAnswer(String requestKey) {
        beImpatient();
        simulator.inject("RunInstances", requestKey, 1, new InjectedFault.Mute(true));
        return Requests.request(requestKey);
    }

    @Override
    protected void slowObservations() {
        beImpatient();
        simulator.outage(new InjectedFault.Mute(true));
    }

    @Override
    protected String pending(String requestKey) throws ProviderFailure {
        simulator.transitions(VERY_LONG, SHORT, SHORT);
        return provider.create(Requests.request(requestKey)).nativeId();
    }

    @Override
    protected String stopping() throws ProviderFailure {
        simulator.transitions(SHORT, VERY_LONG, SHORT);
        String nativeId = provider.create(Requests.request(newKey())).nativeId();
        awaitState(nativeId, SightingState.RUNNING);
        provider.stop(nativeId, false);
        return nativeId;
    }

    @Override
    protected void removeBehindOurBack(String nativeId) {
        simulator.vanish(nativeId);
    }

    /** Pages are shorter than a batch. */
    @Override
    protected int crowd() {
        simulator.page(50);
        return 180;
    }

    @Override
    protected Map<String, Runnable> outages() {
        beImpatient();
        Map<String, Runnable> outages = new LinkedHashMap<>();
        outages.put("cut", () -> simulator.outage(new InjectedFault.Cut(false)));
        outages.put("mute", () -> simulator.outage(new InjectedFault.Mute(false)));
        outages.put("ill", () -> simulator.outage(Ec2Simulator.refusal(500, "InternalError", "ill", false)));
        outages.put("throttled", () -> simulator.outage(Ec2Simulator.refusal(503, "RequestLimitExceeded", "", false)));
        outages.put("key revoked", () -> simulator.outage(Ec2Simulator.refusal(401, "AuthFailure", "no", false)));
        outages.put("not there", () -> simulator.outage(InjectedFault.page(404, "<html>not found</html>", false)));
        outages.put(
                "not found, in EC2's words",
                () -> simulator.outage(Ec2Simulator.refusal(400, "InvalidInstanceID.NotFound", "?", false)));
        outages.put("a proxy's page", () -> simulator.outage(InjectedFault.page(200, "<html>hello</html>", false)));
        outages.put("an empty page", () -> simulator.outage(InjectedFault.page(200, "", false)));
        outages.put(
                "an answer without a list",
                () -> simulator.outage(InjectedFault.page(200, "<DescribeInstancesResponse/>", false)));
        outages.put("bad gateway", () -> simulator.outage(InjectedFault.page(502, "<html>bad</html>", false)));
        return outages;
    }

    @Override
    protected Map<String, Consumer<String>> oddMachines() {
        Map<String, Consumer<String>> odd = new LinkedHashMap<>();
        odd.put("a word that is not a state", shownAs(item -> item.replaceFirst("<name>running", "<name>sideways")));
        odd.put(
                "a state without end",
                shownAs(item -> item.replaceFirst("<name>running", "<name>" + "sideways".repeat(100_000))));
        odd.put("no state", shownAs(item -> item.replaceFirst("<instanceState>.*?</instanceState>", "")));
        odd.put("no id", shownAs(item -> item.replaceFirst("<instanceId>.*?</instanceId>", "")));
        odd.put("nothing", shownAs(item -> "<item/>"));
        odd.put("a tag without a name", shownAs(item -> item.replaceFirst("<key>.*?</key>", "")));
        odd.put("twice, with differences", shownAs(item -> item + item.replaceFirst("<name>running", "<name>stopped")));
        odd.put(
                "a reservation without a list",
                id -> simulator.forge(
                        "DescribeInstances",
                        answer -> answer.replaceFirst(
                                "<instancesSet><item><instanceId>" + id + ".*?</instancesSet>", "")));
        return odd;
    }

    @Override
    protected Map<String, Consumer<String>> oddDetails() {
        return Map.of(
                "a time that is none",
                shownAs(item -> item.replaceFirst("<launchTime>.*?<", "<launchTime>yesterday<")),
                "an address that is none",
                shownAs(item -> item.replaceFirst("<ipAddress>.*?<", "<ipAddress>999.1.somewhere<")),
                "twice, and alike",
                shownAs(item -> item + item));
    }

    private Consumer<String> shownAs(UnaryOperator<String> odd) {
        return id -> simulator.forge(
                "DescribeInstances",
                answer -> Pattern.compile(
                                "(?s)(?<=<instancesSet>)<item><instanceId>" + id + ".*?</item>(?=</instancesSet>)")
                        .matcher(answer)
                        .replaceFirst(item -> Matcher.quoteReplacement(odd.apply(item.group()))));
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
