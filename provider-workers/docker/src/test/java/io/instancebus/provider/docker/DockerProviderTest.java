package io.instancebus.provider.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.Report;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.Provider.Listening;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.tck.CreateTask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Containers as instances, on a real engine, with a real SSH server in the containers. */
@Tag("docker")
@Tag("slow")
class DockerProviderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static TestEngine engine;
    private static KeyPair keys;

    private final String key = "test-" + UUID.randomUUID();
    private DockerProvider provider;

    @BeforeAll
    static void reach() throws Exception {
        engine = TestEngine.reach(folder);
        keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
    }

    @AfterAll
    static void leave() {
        if (engine != null) {
            engine.close();
        }
    }

    @BeforeEach
    void open() {
        provider = account();
    }

    @AfterEach
    void close() {
        provider.close();
        engine.proxy().recover();
        engine.proxy().requests().clear();
        engine.removeAll();
    }

    private static DockerProvider account() {
        return engine.account(
                "environment",
                "AUTHORIZED_KEY=" + PublicKeyEntry.toString(keys.getPublic()),
                "ssh-username",
                "root",
                "stop-timeout-s",
                "1");
    }

    @Test
    void aCommandRunsInTheContainerAlsoAfterAStopAndAStart() throws Exception {
        String id = provider.create(engine.create(key)).nativeId();
        Sighting running = awaitState(id, SightingState.RUNNING);
        assertThat(running.publicAddresses()).extracting("address").containsExactly("127.0.0.1");
        assertThat(running.username()).isEqualTo("root");
        assertThat(run(running, "hostname; cat /proc/1/comm; exit 3")).isEqualTo("web-1\ndropbear\n");

        provider.stop(id, false);
        Sighting stopped = awaitState(id, SightingState.STOPPED);
        assertThat(stopped.sshPort()).isNull();
        assertThat(stopped.publicAddresses()).isEmpty();
        provider.start(id);
        // The engine may choose another port, which the sighting shows.
        assertThat(run(awaitState(id, SightingState.RUNNING), "echo again")).isEqualTo("again\n");
    }

    @Test
    void anEndThatTheListingShowsLaterThanTheEngineTellsOfItIsSeenAtOnce() throws Exception {
        String id = provider.create(engine.create(key)).nativeId();
        awaitState(id, SightingState.RUNNING);
        Set<String> told = ConcurrentHashMap.newKeySet();
        try (Listening listening = provider.listen(told::addAll)) {
            await().atMost(PATIENCE)
                    .until(() -> engine.proxy().requests().stream().anyMatch(line -> line.contains("/events")));
            String listing = engine.containers(Labels.REQUEST, key).toString();
            engine.proxy().answer("/containers/json", 200, listing);
            engine.ask("POST", "/containers/" + id + "/kill");
            await().atMost(PATIENCE).until(() -> told.contains(id));

            assertThat(see(id).state()).isEqualTo(SightingState.STOPPED);
            assertThat(listening).isNotNull();
        }
    }

    @Test
    void aPausedContainerIsStoppedWithTheCauseAndCanBeStartedAndDestroyed() throws Exception {
        String id = provider.create(engine.create(key)).nativeId();
        awaitState(id, SightingState.RUNNING);
        engine.ask("POST", "/containers/" + id + "/pause");

        Sighting paused = awaitState(id, SightingState.STOPPED);
        assertThat(paused.rawState()).isEqualTo("paused");
        assertThat(requireNonNull(paused.fault()).message()).contains("paused");

        provider.start(id);
        assertThat(run(awaitState(id, SightingState.RUNNING), "echo on")).isEqualTo("on\n");
        engine.ask("POST", "/containers/" + id + "/pause");
        provider.destroy(id, key);
        awaitState(id, SightingState.MISSING);
    }

    @Test
    void aContainerThatKeepsEndingAndIsStartedAgainIsInError() throws Exception {
        String image = engine.image("/bin/sh", "-c", "sleep 0.2; exit 3");
        String id = provider.create(engine.create(key, image, null, null)).nativeId();
        awaitState(id, SightingState.STOPPED);
        engine.ask("POST", "/containers/" + id + "/update", "{\"RestartPolicy\":{\"Name\":\"always\"}}");
        try (Listening listening = provider.listen(changed -> {})) {
            engine.ask("POST", "/containers/" + id + "/start");

            awaitState(id, SightingState.ERROR);
            Failure fault = requireNonNull(await().atMost(PATIENCE)
                    .until(() -> see(id), sighting -> "restarting (3)".equals(sighting.rawState()))
                    .fault());
            assertThat(fault.message()).contains("keeps ending", "exit status 3");
            await().atMost(PATIENCE)
                    .until(() -> engine.inspect(id).path("RestartCount").asInt() > 3);
            for (int i = 0; i < 20; i++) {
                assertThat(see(id).state()).as("also while it briefly runs").isEqualTo(SightingState.ERROR);
            }
            assertThat(listening).isNotNull();
        }
    }

    @Test
    void aContainerThatTheEngineCannotShowHidesNoOther() throws Exception {
        String bad = provider.create(engine.create(key)).nativeId();
        String good = provider.create(engine.create(key + "-2")).nativeId();
        provider.stop(bad, true);
        provider.stop(good, true);
        awaitState(bad, SightingState.STOPPED);
        engine.proxy().answer("/containers/" + bad + "/json", 500, "{\"message\":\"layer does not exist\"}");

        Map<String, Sighting> seen = provider.describe(List.of(bad, good));

        assertThat(requireNonNull(seen.get(good)).state()).isEqualTo(SightingState.STOPPED);
        Sighting unclear = requireNonNull(seen.get(bad));
        assertThat(unclear.state()).isEqualTo(SightingState.UNKNOWN);
        assertThat(requireNonNull(unclear.fault()).message()).contains("layer does not exist");
    }

    @Test
    void userDataIsInTheContainerAndNotInWhatTheEngineShows() throws Exception {
        byte[] script = "#!/bin/sh\necho s3same >/root/greeting\n".getBytes(UTF_8);
        String id = provider.create(engine.create(key, TestEngine.IMAGE, null, script))
                .nativeId();
        Sighting running = awaitState(id, SightingState.RUNNING);
        String seed = "/" + Seed.FOLDER;
        String output = run(
                running,
                "cat /root/greeting; stat -c %a " + seed + "user-data; cat " + seed + "meta-data; wc -c <" + seed
                        + "user-data");
        assertThat(output).startsWith("s3same\n600\ninstance-id: ").endsWith("\n" + script.length + "\n");
        assertThat(engine.inspect(id).toString()).doesNotContain("s3same");
    }

    @Test
    void aContainerHasItsLimitsLabelsAndAPortOnLoopbackOnly() throws Exception {
        String id = provider.create(engine.create(
                        key, TestEngine.IMAGE, new HardwareProfile("tiny", Map.of("cpu", "0.5", "memory", "64")), null))
                .nativeId();
        JsonNode container = engine.inspect(id);
        assertThat(container.path("HostConfig").path("Memory").asLong()).isEqualTo(64L << 20);
        assertThat(container.path("HostConfig").path("NanoCpus").asLong()).isEqualTo(500_000_000);
        assertThat(container.path("HostConfig").path("Privileged").asBoolean()).isFalse();
        assertThat(container.path("Name").asString()).isEqualTo("/ib-" + key);
        assertThat(container.path("Config").path("Labels").path(Labels.REQUEST).asString())
                .isEqualTo(key);
        JsonNode ports = container.path("NetworkSettings").path("Ports").path("22/tcp");
        assertThat(ports)
                .isNotEmpty()
                .allMatch(port -> port.path("HostIp").asString().equals("127.0.0.1"));
    }

    /** A worker died in between, or never received the answer. */
    @Test
    void aContainerWhoseCreateHadNoAnswerIsLookedForAndStartedAtOnce() throws Exception {
        engine.proxy().loseAnswerOnce("/containers/create");
        String id = provider.create(engine.create(key)).nativeId();
        awaitState(id, SightingState.RUNNING);
        assertThat(engine.containers(Labels.REQUEST, key)).hasSize(1);
    }

    @Test
    void whatWasMadeAndNotStartedIsStartedByTheNextCreate() throws Exception {
        engine.proxy().loseAnswerOnce("/containers/create");
        engine.proxy().answer("/containers/json", 500, "{\"message\":\"no\"}");
        ProviderFailure lost = failure(key);
        assertThat(lost.isOutcomeUnknown()).isTrue();
        engine.proxy().recover();
        String id = provider.findByRequestKey(key).orElseThrow();
        assertThat(see(id).state()).isEqualTo(SightingState.PENDING);
        assertThat(see(id).rawState()).isEqualTo("created");

        try (DockerProvider another = account()) {
            assertThat(another.create(engine.create(key)).nativeId()).isEqualTo(id);
        }
        awaitState(id, SightingState.RUNNING);
        assertThat(engine.containers(Labels.REQUEST, key)).hasSize(1);
    }

    /** The worker died between the create and the start. */
    @Test
    void whatAWorkerDidNotGetToStartIsStartedByTheRepetitionOfItsTask() throws Exception {
        engine.proxy().answerOnce("/start", 429, "{\"message\":\"too many requests\"}");
        byte[] script = "#!/bin/sh\necho hello >/root/greeting\n".getBytes(UTF_8);
        CreateTask task =
                new CreateTask(provider, engine.create(key, TestEngine.IMAGE, null, script), Duration.ofSeconds(15));
        assertThat(task.deliver(1, 1)).isInstanceOf(Report.Deferred.class);
        assertThat(see(provider.findByRequestKey(key).orElseThrow()).rawState()).isEqualTo("created");

        String id = accepted(task.deliver(2, 1));

        assertThat(run(awaitState(id, SightingState.RUNNING), "cat /root/greeting"))
                .isEqualTo("hello\n");
        assertThat(engine.containers(Labels.REQUEST, key)).hasSize(1);
        provider.stop(id, true);
        assertThat(accepted(task.deliver(2, 2))).isEqualTo(id);
        assertThat(see(id).state()).isEqualTo(SightingState.STOPPED);
    }

    /** The engine carried out the create and then did not answer for a while: a look finds the container first. */
    @Test
    void whatAnObservationFoundMadeAndNotStartedIsStartedWithItsUserData() throws Exception {
        engine.proxy().loseAnswerOnce("/containers/create");
        engine.proxy().answer("/containers/json", 500, "{\"message\":\"no\"}");
        byte[] script = "#!/bin/sh\necho hello >/root/greeting\n".getBytes(UTF_8);
        CreateTask task =
                new CreateTask(provider, engine.create(key, TestEngine.IMAGE, null, script), Duration.ofSeconds(15));
        assertThat(task.deliver(1, 1)).isInstanceOf(Report.OutcomeUnknown.class);
        engine.proxy().recover();
        String id = provider.findByRequestKey(key).orElseThrow();
        assertThat(see(id).state()).isEqualTo(SightingState.PENDING);

        assertThat(accepted(task.deliverFound(2, id))).isEqualTo(id);

        assertThat(run(awaitState(id, SightingState.RUNNING), "cat /root/greeting"))
                .isEqualTo("hello\n");
        assertThat(engine.containers(Labels.REQUEST, key)).hasSize(1);
    }

    private static String accepted(Report report) {
        assertThat(report).isInstanceOf(Report.Accepted.class);
        return requireNonNull(((Report.Accepted) report).nativeId());
    }

    @Test
    void aRepeatedCreateLeavesWhatWasStoppedStopped() throws Exception {
        String id = provider.create(engine.create(key)).nativeId();
        provider.stop(id, true);
        assertThat(provider.create(engine.create(key)).nativeId()).isEqualTo(id);
        assertThat(see(id).state()).isEqualTo(SightingState.STOPPED);
    }

    /** Like two workers that start the same container at the same moment. */
    @Test
    void whatIsRefusedAStartOnceIsStartedAndNotRemoved() throws Exception {
        engine.proxy().answerOnce("/start", 500, "{\"message\":\"device or resource busy\"}");
        String id = provider.create(engine.create(key)).nativeId();
        awaitState(id, SightingState.RUNNING);
        assertThat(engine.containers(Labels.REQUEST, key)).hasSize(1);
    }

    @Test
    void whatCannotBeStartedIsRefusedAndLeavesNothing() {
        String image = engine.image("/no/such/program");
        ProviderFailure refused = failure(engine.create(key, image, null, null));
        assertThat(refused.isOutcomeUnknown()).isFalse();
        assertThat(refused.failure().message()).contains("/no/such/program");
        assertThat(engine.containers(Labels.REQUEST, key)).isEmpty();
    }

    /** The create is answered and the start is not: both share one deadline, and nothing else is tried. */
    @Test
    void aCreateWhoseStartIsNotAnsweredIsUnknownAndFoundByItsKey() throws Exception {
        try (DockerProvider hasty = engine.account("call-timeout-ms", "8000", "stop-timeout-s", "0")) {
            // The time-out covers the create, but not the additional work of an account's first call.
            assertThat(hasty.findByRequestKey(key)).isEmpty();
            engine.proxy().mute("/start");
            ProviderFailure lost = catchThrowableOfType(ProviderFailure.class, () -> hasty.create(engine.create(key)));
            assertThat(lost.isOutcomeUnknown()).isTrue();
            assertThat(engine.proxy().requests())
                    .filteredOn(line -> line.startsWith("POST"))
                    .hasSize(2);
        }
        assertThat(provider.findByRequestKey(key)).isPresent();
    }

    @Test
    void aFailureIsSentOnceAndTheNextCreateWorks() throws Exception {
        engine.proxy().answer("/containers/create", 500, "{\"message\":\"no\"}");
        assertThat(failure(key).failure().category()).isEqualTo(FailureCategory.INTERNAL);
        assertThat(engine.proxy().requests())
                .filteredOn(line -> line.contains(key))
                .hasSize(1);
        engine.proxy().recover();
        awaitState(provider.create(engine.create(key)).nativeId(), SightingState.RUNNING);
    }

    @Test
    void aProcessThatEndsAtOnceIsStoppedWithTheReason() throws Exception {
        String id = provider.create(engine.create(key, engine.image("sh", "-c", "exit 7"), null, null))
                .nativeId();
        Sighting stopped = awaitState(id, SightingState.STOPPED);
        assertThat(stopped.rawState()).isEqualTo("exited (7)");
        assertThat(requireNonNull(stopped.fault()).message()).contains("status 7");
    }

    @Test
    void aProcessThatUsesTooMuchMemoryIsStoppedForThat() throws Exception {
        // The engine may hear of the exit before it hears of the missing memory, and then never says why
        // (containerd's issue 8180): the machine lives on for a moment after its process is killed.
        String id = provider.create(engine.create(
                        key,
                        engine.image("sh", "-c", "tail /dev/zero; status=$?; sleep 2; exit $status"),
                        new HardwareProfile(null, Map.of("memory", "16")),
                        null))
                .nativeId();
        Sighting stopped = awaitState(id, SightingState.STOPPED);
        Failure fault = requireNonNull(stopped.fault());
        assertThat(fault.category()).isEqualTo(FailureCategory.CAPACITY);
        assertThat(fault.providerCode()).isEqualTo("OOMKilled");
    }

    @Test
    void whoDoesNotStopInTimeIsKilled() throws Exception {
        String image = engine.image("sh", "-c", "trap '' TERM; while :; do sleep 1; done");
        String id = provider.create(engine.create(key, image, null, null)).nativeId();
        awaitState(id, SightingState.RUNNING);
        provider.stop(id, false);
        Sighting stopped = awaitState(id, SightingState.STOPPED);
        assertThat(stopped.rawState()).isEqualTo("exited (137)");
        assertThat(stopped.fault()).isNull();
    }

    @Test
    void aDeathBehindOurBackIsToldAndSoIsARemoval() throws Exception {
        String id = provider.create(engine.create(key)).nativeId();
        List<Set<String>> told = new CopyOnWriteArrayList<>();
        Listening listening = provider.listen(told::add);
        awaitTold(told, Set.of());
        told.clear();

        engine.ask("POST", "/containers/" + id + "/kill");
        awaitTold(told, Set.of(id));
        awaitState(id, SightingState.STOPPED);

        told.clear();
        engine.ask("DELETE", "/containers/" + id);
        awaitTold(told, Set.of(id));
        awaitState(id, SightingState.MISSING);

        listening.close();
        told.clear();
        String other = provider.create(engine.create("other-" + key)).nativeId();
        awaitState(other, SightingState.RUNNING);
        assertThat(told).isEmpty();
    }

    @Test
    void afterAnInterruptionEverythingMayHaveChangedAndNewsComeAgain() throws Exception {
        String id = provider.create(engine.create(key)).nativeId();
        List<Set<String>> told = new CopyOnWriteArrayList<>();
        try (Listening listening = provider.listen(told::add)) {
            awaitTold(told, Set.of());
            told.clear();
            engine.proxy().vanish();
            engine.ask("POST", "/containers/" + id + "/kill");
            engine.proxy().recover();
            awaitTold(told, Set.of());
            told.clear();
            engine.ask("POST", "/containers/" + id + "/start");
            awaitTold(told, Set.of(id));
            assertThat(listening).isNotNull();
        }
    }

    @Test
    void keyPairsFirewallsAndForeignRealmsAreRefused() {
        CreateRequest plain = engine.create(key);
        assertThat(failure(with(plain, null, "pair", List.of())).failure().category())
                .isEqualTo(FailureCategory.INVALID);
        assertThat(failure(with(plain, null, null, List.of("web"))).failure().category())
                .isEqualTo(FailureCategory.INVALID);
        assertThat(failure(with(plain, "elsewhere", null, List.of())).failure().category())
                .isEqualTo(FailureCategory.NOT_FOUND);
        assertThat(engine.proxy().requests()).isEmpty();
    }

    /** Another release of the engine refuses the negotiated version. */
    @Test
    void aVersionThatIsRefusedIsAgreedOnAnew() throws Exception {
        String id = provider.create(engine.create(key)).nativeId();
        engine.proxy()
                .answer("/containers/json", 400, "{\"message\":\"client version 1.41 is too old. Minimum is 1.44\"}");
        ProviderFailure old = catchThrowableOfType(ProviderFailure.class, () -> see(id));
        assertThat(old.failure().category()).isEqualTo(FailureCategory.RETRYABLE);
        engine.proxy().recover();
        engine.proxy().requests().clear();
        assertThat(see(id).state()).isEqualTo(SightingState.RUNNING);
        assertThat(engine.proxy().requests().getFirst()).startsWith("GET /_ping");
    }

    private static CreateRequest with(
            CreateRequest plain, @Nullable String realm, @Nullable String keyName, List<String> firewalls) {
        return new CreateRequest(
                plain.requestKey(),
                plain.instanceId(),
                plain.imageId(),
                realm,
                null,
                plain.name(),
                keyName,
                firewalls,
                null,
                plain.tags());
    }

    private Sighting see(String id) throws ProviderFailure {
        return requireNonNull(provider.describe(List.of(id)).get(id));
    }

    private Sighting awaitState(String id, SightingState state) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> see(id), sighting -> sighting.state() == state);
    }

    private static void awaitTold(List<Set<String>> told, Set<String> what) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> told.contains(what));
    }

    private ProviderFailure failure(String requestKey) {
        return failure(engine.create(requestKey));
    }

    private ProviderFailure failure(CreateRequest request) {
        ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, () -> provider.create(request));
        assertThat(failure).isNotNull();
        return failure;
    }

    /** The SSH server in the container starts a moment after the container. */
    private static String run(Sighting running, String commandLine) throws IOException {
        try (SshClient client = SshClient.setUpDefaultClient()) {
            client.setServerKeyVerifier((session, address, key) -> true);
            client.start();
            return await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> output(client, running, commandLine), output -> true);
        }
    }

    private static String output(SshClient client, Sighting running, String commandLine) throws IOException {
        String host = running.publicAddresses().getFirst().address();
        int port = requireNonNull(running.sshPort());
        try (ClientSession session =
                client.connect(running.username(), host, port).verify(PATIENCE).getSession()) {
            session.addPublicKeyIdentity(keys);
            session.auth().verify(PATIENCE);
            try (ClientChannel channel = session.createExecChannel(commandLine)) {
                ByteArrayOutputStream output = new ByteArrayOutputStream();
                channel.setOut(output);
                channel.open().verify(PATIENCE);
                channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE);
                return output.toString(UTF_8);
            }
        }
    }
}
