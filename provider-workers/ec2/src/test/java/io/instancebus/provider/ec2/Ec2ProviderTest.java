package io.instancebus.provider.ec2;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.Configuration.Named;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.simulators.ec2.Ec2Simulator;
import io.instancebus.simulators.fault.InjectedFault;
import io.instancebus.time.SteadyClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The behaviour that is particular to EC2, with a simulated one. */
@Tag("slow")
class Ec2ProviderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final InjectedFault INTERNAL_ERROR =
            Ec2Simulator.refusal(500, "InternalError", "An internal error has occurred", false);

    private final Ec2Simulator simulator = Ec2Simulator.start();
    private final List<Provider> open = new ArrayList<>();

    @AfterEach
    void close() {
        simulator.recover();
        open.forEach(Provider::close);
        simulator.close();
    }

    private Ec2Provider account(String... settings) {
        return opened(Accounts.of(simulator, settings));
    }

    private Ec2Provider opened(Ec2Provider provider) {
        open.add(provider);
        return provider;
    }

    /** Makes the first call, which also takes the time to open jclouds. */
    private static Ec2Provider begun(Ec2Provider provider) {
        org.awaitility.Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(ProviderFailure.class)
                .until(() -> provider.describe(List.of("i-00000000")).size() == 1);
        return provider;
    }

    private static String key() {
        return "key-" + UUID.randomUUID();
    }

    private static ProviderFailure failure(ThrowingCallable call) {
        ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, call);
        assertThat(failure).as("nothing was thrown").isNotNull();
        return failure;
    }

    private static FailureCategory category(ThrowingCallable call) {
        return failure(call).failure().category();
    }

    private static Sighting see(Provider provider, String nativeId) throws ProviderFailure {
        return requireNonNull(provider.describe(List.of(nativeId)).get(nativeId));
    }

    private static Sighting await(Provider provider, String nativeId, SightingState state) {
        return org.awaitility.Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> see(provider, nativeId), sighting -> sighting.state() == state);
    }

    @Test
    void aCreateSendsAllThatWasAskedFor() throws Exception {
        String key = key();
        InstanceId id = new InstanceId(UUID.randomUUID().toString());
        CreateRequest request = new CreateRequest(
                key,
                id,
                Ec2Simulator.IMAGE,
                "sim-1b",
                new HardwareProfile("t3.large", Map.of("storage", "42")),
                "web <1>",
                Ec2Simulator.KEY_NAME,
                List.of("sg-0000000000000001", "web", "sg-0000000000000002"),
                new byte[] {0, 1, -1, '&', '='},
                Map.of("team", "{jclouds.identity} {a}&b=ü", "Name", "another"));

        String nativeId = account().create(request).nativeId();

        assertThat(simulator.launch(nativeId))
                .containsEntry("ClientToken", key)
                .containsEntry("MinCount", "1")
                .containsEntry("MaxCount", "1")
                .containsEntry("InstanceType", "t3.large")
                .containsEntry("Placement.AvailabilityZone", "sim-1b")
                .containsEntry("KeyName", Ec2Simulator.KEY_NAME)
                .containsEntry("SecurityGroupId.1", "sg-0000000000000001")
                .containsEntry("SecurityGroupId.2", "sg-0000000000000002")
                .containsEntry("SecurityGroup.1", "web")
                .containsEntry("UserData", Base64.getEncoder().encodeToString(new byte[] {0, 1, -1, '&', '='}))
                .containsEntry("BlockDeviceMapping.1.DeviceName", "/dev/xvda")
                .containsEntry("BlockDeviceMapping.1.Ebs.VolumeSize", "42")
                .containsEntry("Version", "2016-11-15");
        assertThat(simulator.tags(nativeId))
                .containsOnly(
                        Map.entry("Name", "web <1>"),
                        Map.entry("team", "{jclouds.identity} {a}&b=ü"),
                        Map.entry("instance-bus:instance", id.value()),
                        Map.entry("instance-bus:request", key));
        assertThat(simulator.requests("RunInstances")).isEqualTo(1);
    }

    @Test
    void theAccountSaysWhatACreateDoesNot() throws Exception {
        Ec2Provider provider = account(
                "subnet",
                "subnet-1",
                "instance-type",
                "m5d.large",
                "key-name",
                Ec2Simulator.KEY_NAME,
                "security-groups",
                "default, web",
                "instance-profile",
                "bus",
                "ssh-username",
                "admin");

        String nativeId = provider.create(Requests.request(key())).nativeId();
        String elsewhere = provider.create(Requests.of(key(), Ec2Simulator.IMAGE, "subnet-2", null))
                .nativeId();
        String inZone = provider.create(Requests.of(key(), Ec2Simulator.IMAGE, "sim-1b", null))
                .nativeId();

        assertThat(simulator.launch(nativeId))
                .containsEntry("SubnetId", "subnet-1")
                .containsEntry("InstanceType", "m5d.large")
                .containsEntry("KeyName", Ec2Simulator.KEY_NAME)
                .containsEntry("SecurityGroup.1", "default")
                .containsEntry("SecurityGroup.2", "web")
                .containsEntry("IamInstanceProfile.Name", "bus");
        assertThat(simulator.launch(elsewhere)).containsEntry("SubnetId", "subnet-2");
        assertThat(simulator.launch(inZone))
                .containsEntry("Placement.AvailabilityZone", "sim-1b")
                .doesNotContainKey("SubnetId");
        Sighting running = await(provider, nativeId, SightingState.RUNNING);
        assertThat(running.username()).isEqualTo("admin");
        assertThat(running.ownerId()).isEqualTo("123456789012");
        assertThat(running.publicAddresses())
                .extracting(io.instancebus.domain.Address::address)
                .containsExactly("127.0.0.1");
        assertThat(running.configuration().keyName()).isEqualTo(Ec2Simulator.KEY_NAME);
        assertThat(running.configuration().hardwareProfile()).isEqualTo(new Named("m5d.large", List.of()));
        assertThat(running.configuration().realm()).isEqualTo(new Named(simulator.zone(nativeId), List.of("subnet-1")));
        assertThat(running.configuration().firewalls())
                .containsExactly(
                        new Named("sg-0000000000000001", List.of("default")),
                        new Named("sg-0000000000000002", List.of("web")));
        // Not the addresses of one of its network cards.
        assertThat(running.privateAddresses())
                .extracting(io.instancebus.domain.Address::address)
                .containsExactly("10.0.0.10");
    }

    @Test
    void whatEc2CannotMakeIsRefusedBeforeItIsAsked() {
        Ec2Provider provider = account();
        String store = Ec2Simulator.INSTANCE_STORE_IMAGE;
        for (CreateRequest request : List.of(
                Requests.of(key(), Ec2Simulator.IMAGE, null, new HardwareProfile(null, Map.of("cpu", "8"))),
                Requests.of(key(), Ec2Simulator.IMAGE, null, new HardwareProfile(null, Map.of("storage", "-1"))),
                Requests.of(key(), store, null, new HardwareProfile(null, Map.of("storage", "20"))),
                Requests.request("k".repeat(65)))) {
            assertThat(category(() -> provider.create(request))).isEqualTo(FailureCategory.INVALID);
        }
        assertThat(simulator.requests("RunInstances")).isZero();
    }

    @Test
    void anInstanceWithoutAVolumeCannotBeStopped() throws Exception {
        Ec2Provider provider = account();
        String nativeId = provider.create(Requests.of(key(), Ec2Simulator.INSTANCE_STORE_IMAGE, null, null))
                .nativeId();
        await(provider, nativeId, SightingState.RUNNING);
        ProviderFailure refused = failure(() -> provider.stop(nativeId, false));
        assertThat(refused.failure().category()).isEqualTo(FailureCategory.INVALID);
        assertThat(refused.failure().providerCode()).isEqualTo("UnsupportedOperation");
        assertThat(refused.failure().message()).contains("root device");
    }

    @ParameterizedTest
    @CsvSource({
        "Server.InsufficientInstanceCapacity, CAPACITY",
        "Client.VolumeLimitExceeded,          QUOTA",
        "Client.InvalidSnapshot.NotFound,     NOT_FOUND",
        "Server.InternalError,                INTERNAL"
    })
    void aLaunchThatFailsAfterPendingTellsWhy(String code, FailureCategory category) throws Exception {
        HandClock clock = new HandClock();
        try (Ec2Simulator slow = Ec2Simulator.start(clock, null)) {
            Ec2Provider provider = opened(Accounts.of(slow));
            String key = key();
            slow.transitions(Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO);
            slow.launchesFail(key, code, code + ": in EC2's words");

            String nativeId = provider.create(Requests.request(key)).nativeId();
            assertThat(see(provider, nativeId).state()).isEqualTo(SightingState.PENDING);
            clock.advance(Duration.ofMinutes(1));
            Sighting gone = see(provider, nativeId);

            assertThat(gone.state()).isEqualTo(SightingState.GONE);
            Failure fault = requireNonNull(gone.fault());
            assertThat(fault.category()).isEqualTo(category);
            assertThat(fault.providerCode()).isEqualTo(code);
            assertThat(fault.message()).isEqualTo(code + ": in EC2's words");
            assertThat(gone.rawState()).isEqualTo("terminated");
            assertThat(provider.findByRequestKey(key)).contains(nativeId);
        }
    }

    @Test
    void whatSomebodyTerminatedIsGoneWithoutAFault() throws Exception {
        Ec2Provider provider = account();
        String key = key();
        String byUser = provider.create(Requests.request(key)).nativeId();
        String spot = provider.create(Requests.request(key())).nativeId();
        String vanished = provider.create(Requests.request(key())).nativeId();
        await(provider, byUser, SightingState.RUNNING);
        await(provider, vanished, SightingState.RUNNING);
        simulator.terminated(byUser, "Client.UserInitiatedShutdown", "User initiated shutdown");
        simulator.terminated(spot, "Server.SpotInstanceTermination", "Spot instance termination");
        simulator.vanish(vanished);

        assertThat(see(provider, byUser).state()).isEqualTo(SightingState.GONE);
        assertThat(see(provider, byUser).fault()).isNull();
        assertThat(provider.findByRequestKey(key)).isEmpty();
        assertThat(requireNonNull(see(provider, spot).fault()).category()).isEqualTo(FailureCategory.CAPACITY);
        assertThat(see(provider, vanished).state()).isEqualTo(SightingState.MISSING);
    }

    static Stream<InjectedFault> losses() {
        return Stream.of(
                Ec2Simulator.refusal(500, "InternalError", "An internal error has occurred", true),
                Ec2Simulator.refusal(500, "InternalError", "An internal error has occurred", false),
                InjectedFault.page(502, "<html>bad gateway</html>", true),
                InjectedFault.page(503, "<html>a proxy's</html>", true),
                InjectedFault.page(200, "<html>a proxy's</html>", true),
                new InjectedFault.Cut(true),
                new InjectedFault.Cut(false),
                new InjectedFault.Mute(true));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void noRequestIsSentASecondTime(InjectedFault fault) throws Exception {
        Ec2Provider provider = begun(account("call-timeout-ms", "2000"));
        String key = key();
        String nativeId = provider.create(Requests.request(key)).nativeId();
        await(provider, nativeId, SightingState.RUNNING);
        long before = simulator.requests("RunInstances");

        simulator.inject("*", "", 100, fault);
        assertThat(failure(() -> provider.create(Requests.request(key()))).isOutcomeUnknown())
                .isTrue();
        assertThat(failure(() -> provider.start(nativeId)).isOutcomeUnknown()).isTrue();
        assertThat(failure(() -> provider.stop(nativeId, true)).isOutcomeUnknown())
                .isTrue();
        assertThat(failure(() -> provider.reboot(nativeId, false)).failure()).isNotNull();
        assertThat(failure(() -> provider.destroy(nativeId, key)).isOutcomeUnknown())
                .as("the owner is not known either")
                .isFalse();

        assertThat(simulator.requests("RunInstances") - before).isEqualTo(1);
        for (String call : List.of("StartInstances", "StopInstances", "RebootInstances")) {
            assertThat(simulator.requests(call)).as(call).isEqualTo(1);
        }
        assertThat(simulator.requests("TerminateInstances")).isZero();
    }

    @Test
    void aRefusalIsSentOnceToo() {
        Ec2Provider provider = account();
        for (String code : List.of("RequestLimitExceeded", "InternalError", "Unavailable")) {
            simulator.inject("RunInstances", "", 9, Ec2Simulator.refusal(503, code, code, false));
            assertThat(failure(() -> provider.create(Requests.request(key()))).isOutcomeUnknown())
                    .isFalse();
            simulator.recover();
        }
        assertThat(simulator.requests("RunInstances")).isEqualTo(3);
    }

    @Test
    void aRefusedConnectionIsNoUnknownOutcome() {
        Ec2Provider provider = account();
        simulator.close();
        ProviderFailure failure = failure(() -> provider.create(Requests.request(key())));
        assertThat(failure.isOutcomeUnknown()).isFalse();
        assertThat(failure.failure().category()).isEqualTo(FailureCategory.RETRYABLE);
    }

    @ParameterizedTest
    @CsvSource({"301", "302", "303", "307", "308"})
    void noRedirectIsFollowedToAnotherPlace(int status) throws Exception {
        Ec2Provider provider = account();
        String nativeId = provider.create(Requests.request(key())).nativeId();
        try (Ec2Simulator other = Ec2Simulator.start()) {
            simulator.outage(new InjectedFault.Answered(false, status, Map.of("Location", other.url() + "/"), ""));
            assertThat(failure(() -> provider.create(Requests.request(key()))).isOutcomeUnknown())
                    .isTrue();
            assertThat(category(() -> provider.describe(List.of(nativeId)))).isEqualTo(FailureCategory.RETRYABLE);
            assertThat(other.requests("RunInstances")).isZero();
            assertThat(other.requests("DescribeInstances")).isZero();
        }
    }

    @Test
    void nobodyIsAskedWhereTheRegionsAre() throws Exception {
        Ec2Provider provider = account();
        String key = key();
        String nativeId = provider.create(Requests.request(key)).nativeId();
        provider.catalogue();
        provider.destroy(nativeId, key);
        assertThat(simulator.requests("DescribeRegions")).isZero();
        assertThat(simulator.requests("DescribeAvailabilityZones")).isEqualTo(1);
    }

    @Test
    void whatWasJustMadeAndIsNotFoundYetIsPending() throws Exception {
        HandClock clock = new HandClock();
        Ec2Config config = Ec2Config.read(Accounts.settings(simulator));
        Ec2Provider provider = opened(new Ec2Provider(config, () -> Accounts.KEY, clock));
        simulator.shownAfter(Duration.ofHours(1));
        String key = key();
        String nativeId = provider.create(Requests.request(key)).nativeId();

        assertThat(see(provider, nativeId).state()).isEqualTo(SightingState.PENDING);
        assertThat(provider.findByRequestKey(key)).contains(nativeId);
        assertThat(category(() -> provider.start(nativeId))).isEqualTo(FailureCategory.RETRYABLE);

        clock.advance(Duration.ofMinutes(2).plusMillis(1));
        assertThat(see(provider, nativeId).state()).isEqualTo(SightingState.MISSING);
        assertThat(provider.findByRequestKey(key)).isEmpty();
        assertThat(category(() -> provider.destroy(nativeId, key))).isEqualTo(FailureCategory.NOT_FOUND);
    }

    /**
     * The command service decides: it takes an old enough instance for gone, and repeats the destroy of a younger one.
     */
    @Test
    void aDestroyOfWhatIsNotFoundYetIsAnsweredAlikeByWhoMadeItAndByAnother() throws Exception {
        Ec2Provider maker = account();
        Ec2Provider other = account();
        simulator.shownAfter(Duration.ofHours(1));
        String key = key();
        String nativeId = maker.create(Requests.request(key)).nativeId();

        assertThat(category(() -> maker.destroy(nativeId, key))).isEqualTo(FailureCategory.NOT_FOUND);
        assertThat(category(() -> other.destroy(nativeId, key))).isEqualTo(FailureCategory.NOT_FOUND);
    }

    @Test
    void onceSeenItIsMissingAtOnceWhenItIsNotThere() throws Exception {
        Ec2Provider provider = account();
        String nativeId = provider.create(Requests.request(key())).nativeId();
        assertThat(see(provider, nativeId).state()).isIn(SightingState.PENDING, SightingState.RUNNING);
        simulator.vanish(nativeId);
        assertThat(see(provider, nativeId).state()).isEqualTo(SightingState.MISSING);
    }

    @Test
    void aTokenWhoseInstanceHasEndedGivesThatInstance() throws Exception {
        Ec2Provider provider = account();
        CreateRequest request = Requests.request(key());
        String nativeId = provider.create(request).nativeId();
        provider.destroy(nativeId, request.requestKey());
        await(provider, nativeId, SightingState.GONE);

        assertThat(provider.create(request).nativeId()).isEqualTo(nativeId);
        assertThat(see(provider, nativeId).state()).isEqualTo(SightingState.GONE);

        simulator.vanish(nativeId);
        ProviderFailure ended = failure(() -> provider.create(request));
        assertThat(ended.failure().category()).isEqualTo(FailureCategory.CONFLICT);
        assertThat(ended.failure().providerCode()).isEqualTo("IdempotentInstanceTerminated");
        assertThat(ended.failure().retryable()).isFalse();
        assertThat(simulator.states()).isEmpty();
    }

    @Test
    void aTokenWhoseRequestHasChangedSinceGivesTheInstanceItMade() throws Exception {
        String key = key();
        String nativeId = account().create(Requests.request(key)).nativeId();
        assertThat(account("key-name", Ec2Simulator.KEY_NAME)
                        .create(Requests.request(key))
                        .nativeId())
                .isEqualTo(nativeId);
        assertThat(simulator.instances(key)).isEqualTo(1);
    }

    @Test
    void anotherWorkerAsksWithTheVerySameParameters() throws Exception {
        CreateRequest request = Requests.request(key());
        String nativeId = account().create(request).nativeId();
        assertThat(account().create(request).nativeId()).isEqualTo(nativeId);
        // A mismatch would have been looked up.
        assertThat(simulator.requests("DescribeInstances")).isZero();
    }

    @Test
    void whatIsNotInAStateForItIsAConflict() throws Exception {
        Ec2Provider provider = account();
        simulator.transitions(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
        String key = key();
        String pending = provider.create(Requests.request(key)).nativeId();
        ProviderFailure refused = failure(() -> provider.stop(pending, false));
        assertThat(refused.failure().category()).isEqualTo(FailureCategory.CONFLICT);
        assertThat(refused.failure().providerCode()).isEqualTo("IncorrectInstanceState");
        assertThat(category(() -> provider.reboot(pending, false))).isEqualTo(FailureCategory.CONFLICT);
        provider.destroy(pending, key);
        provider.destroy(pending, key);
        assertThat(see(provider, pending).state()).isEqualTo(SightingState.STOPPING);
        assertThat(category(() -> provider.start(pending))).isEqualTo(FailureCategory.CONFLICT);
    }

    @Test
    void aStartThatFailsTellsWhyAndHowItWasLeft() throws Exception {
        Ec2Provider provider = account();
        String nativeId = provider.create(Requests.request(key())).nativeId();
        await(provider, nativeId, SightingState.RUNNING);
        simulator.stopped(nativeId, "Client.InstanceInitiatedShutdown", "Instance initiated shutdown");
        assertThat(see(provider, nativeId).state()).isEqualTo(SightingState.STOPPED);
        assertThat(see(provider, nativeId).fault()).isNull();

        simulator.stopped(nativeId, "Server.InsufficientInstanceCapacity", "There was no capacity");
        assertThat(see(provider, nativeId).state()).isEqualTo(SightingState.STOPPED);
        Failure fault = requireNonNull(see(provider, nativeId).fault());
        assertThat(fault.category()).isEqualTo(FailureCategory.CAPACITY);
        assertThat(fault.message()).isEqualTo("There was no capacity");
    }

    @Test
    void manyAreSeenInFewRequestsAndOnAllPages() throws Exception {
        Ec2Provider provider = account();
        simulator.page(7);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(provider.create(Requests.request(key())).nativeId());
        }
        assertThat(provider.describe(ids))
                .hasSize(20)
                .allSatisfy((id, sighting) -> assertThat(sighting.state()).isNotEqualTo(SightingState.MISSING));
        assertThat(simulator.requests("DescribeInstances")).isEqualTo(3);

        simulator.page(1_000);
        List<String> many = new ArrayList<>(ids);
        IntStream.range(0, 430).forEach(i -> many.add("i-%017x".formatted(i)));
        Map<String, Sighting> seen = provider.describe(many);
        assertThat(seen).hasSize(450);
        assertThat(seen.values())
                .filteredOn(sighting -> sighting.state() == SightingState.MISSING)
                .hasSize(430);
        assertThat(simulator.requests("DescribeInstances")).isEqualTo(6);
    }

    @Test
    void theCatalogueIsOfTheConfiguredOwnersAndBounded() throws Exception {
        Catalogue own = account().catalogue();
        assertThat(own.images())
                .extracting(Catalogue.Image::id)
                .containsExactly(Ec2Simulator.IMAGE, Ec2Simulator.INSTANCE_STORE_IMAGE);
        assertThat(own.realms()).extracting(Catalogue.Realm::id).containsExactly("sim-1a", "sim-1b");
        assertThat(own.hardwareProfiles())
                .contains(new Catalogue.Profile(
                        "m5d.large",
                        "m5d.large",
                        Map.of("cpu", "2", "memory", "8192", "storage", "75", "architecture", "x86_64")));
        assertThat(account("image-owners", "self,999999999999", "image-limit", "2")
                        .catalogue()
                        .images())
                .hasSize(2);
        assertThat(account("image-name", "*-ebs").catalogue().images()).hasSize(1);
        simulator.page(1);
        assertThat(account("instance-types", "t3.micro,t4g.micro").catalogue().hardwareProfiles())
                .extracting(Catalogue.Profile::id)
                .containsExactly("t3.micro", "t4g.micro");
    }

    /** EC2 may return a short page although more images follow. */
    @Test
    void allPagesOfTheImagesAreReadUpToTheLimit() throws Exception {
        simulator.page(1);
        assertThat(account().catalogue().images())
                .extracting(Catalogue.Image::id)
                .containsExactly(Ec2Simulator.IMAGE, Ec2Simulator.INSTANCE_STORE_IMAGE);
        assertThat(simulator.requests("DescribeImages")).isEqualTo(2);
        assertThat(account("image-limit", "1").catalogue().images()).hasSize(1);
        assertThat(simulator.requests("DescribeImages")).isEqualTo(3);
    }

    @Test
    void aCatalogueOfManyPagesMayTakeLongerThanACall() throws Exception {
        Ec2Provider provider = begun(account("call-timeout-ms", "2000"));
        simulator.page(1);
        simulator.inject("DescribeInstanceTypes", "", 4, new InjectedFault.Delayed(Duration.ofMillis(700)));
        assertThat(provider.catalogue().hardwareProfiles())
                .extracting(Catalogue.Profile::id)
                .containsExactly("m5d.large", "t3.large", "t3.micro", "t4g.micro");
        assertThat(simulator.requests("DescribeInstanceTypes")).isEqualTo(4);
    }

    @Test
    void anEndpointWithoutAListOfTypesOffersTheConfiguredOnes() throws Exception {
        simulator.inject(
                "DescribeInstanceTypes", "", 1, Ec2Simulator.refusal(400, "InvalidAction", "not valid", false));
        assertThat(account("instance-types", "m1.tiny,m1.small").catalogue().hardwareProfiles())
                .containsExactly(
                        new Catalogue.Profile("m1.tiny", "m1.tiny", Map.of()),
                        new Catalogue.Profile("m1.small", "m1.small", Map.of()));
    }

    @Test
    void aWrongKeyIsAuthAndAMissingOneSendsNothing() {
        Ec2Config config = Ec2Config.read(Accounts.settings(simulator));
        AccessKey wrong = new AccessKey(Ec2Simulator.ACCESS_KEY_ID, "not-it", null);
        Ec2Provider mistaken = opened(new Ec2Provider(config, () -> wrong, SteadyClock.system()));
        assertThat(category(() -> mistaken.create(Requests.request(key())))).isEqualTo(FailureCategory.AUTH);
        assertThat(wrong.toString()).doesNotContain("not-it");

        Ec2Provider keyless = opened(new Ec2Provider(
                config,
                () -> {
                    throw ProviderFailure.of(FailureCategory.AUTH, null, "there is no secrets folder");
                },
                SteadyClock.system()));
        ProviderFailure missing = failure(() -> keyless.create(Requests.request(key())));
        assertThat(missing.failure().category()).isEqualTo(FailureCategory.AUTH);
        assertThat(missing.failure().message()).contains("no secrets folder");
        assertThat(missing.isOutcomeUnknown()).isFalse();
        assertThat(simulator.requests("RunInstances")).isEqualTo(1);
    }

    @Test
    void aKeyThatIsChangedIsUsedFromThenOn() throws Exception {
        Ec2Config config = Ec2Config.read(Accounts.settings(simulator));
        List<AccessKey> keys = new ArrayList<>(List.of(new AccessKey("AKIAOLD", "old", null)));
        Ec2Provider provider = opened(new Ec2Provider(config, keys::getFirst, SteadyClock.system()));
        assertThat(category(provider::catalogue)).isEqualTo(FailureCategory.AUTH);
        keys.set(0, Accounts.KEY);
        assertThat(provider.catalogue().images()).isNotEmpty();
    }

    @Test
    void temporaryCredentialsBringTheirToken() throws Exception {
        try (Ec2Simulator strict = Ec2Simulator.start(InstantSource.system(), "session-token")) {
            Ec2Config config = Ec2Config.read(Accounts.settings(strict));
            AccessKey key = new AccessKey(Ec2Simulator.ACCESS_KEY_ID, Ec2Simulator.SECRET_ACCESS_KEY, "session-token");
            assertThat(opened(new Ec2Provider(config, () -> key, SteadyClock.system()))
                            .catalogue()
                            .images())
                    .isNotEmpty();
            Ec2Provider without = opened(new Ec2Provider(config, () -> Accounts.KEY, SteadyClock.system()));
            assertThat(category(without::catalogue)).isEqualTo(FailureCategory.AUTH);
        }
    }

    @Test
    void aQuotaIsAQuotaAndThrottlingSaysWhenItDoes() {
        simulator.quota(0);
        Ec2Provider provider = account();
        ProviderFailure full = failure(() -> provider.create(Requests.request(key())));
        assertThat(full.failure().category()).isEqualTo(FailureCategory.QUOTA);
        assertThat(full.failure().providerCode()).isEqualTo("InstanceLimitExceeded");
        assertThat(full.failure().message()).contains("more instances than your current limit");
    }

    @Test
    void theEndOfItsTimeEndsACall() throws Exception {
        Ec2Provider provider = begun(account("call-timeout-ms", "2000"));
        simulator.outage(new InjectedFault.Delayed(Duration.ofMillis(120_000)));
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                PATIENCE,
                () -> assertThat(failure(() -> provider.describe(List.of("i-00000000")))
                                .failure()
                                .message())
                        .contains("no answer within"));
    }

    @Test
    void nothingOfARequestIsInAFailure() {
        Ec2Provider provider = account();
        simulator.outage(InjectedFault.page(500, "<html/>", false));
        CreateRequest request = Requests.request(key());
        ProviderFailure failure = failure(() -> provider.create(request));
        java.io.StringWriter text = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(text));
        assertThat(text.toString() + failure.failure())
                .doesNotContain(Ec2Simulator.SECRET_ACCESS_KEY)
                .doesNotContain(Base64.getEncoder()
                        .encodeToString(requireNonNull(request.userData()))
                        .substring(0, 20))
                .doesNotContain(new String(requireNonNull(request.userData()), StandardCharsets.UTF_8));
    }

    @Test
    void aHundredAtOnceLiveAndDieWithFewRequests() throws Exception {
        Ec2Provider provider = account();
        List<String> ids;
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            List<java.util.concurrent.Callable<String>> creates = IntStream.range(0, 100)
                    .<java.util.concurrent.Callable<String>>mapToObj(
                            i -> () -> provider.create(Requests.request(key())).nativeId())
                    .toList();
            ids = new ArrayList<>();
            for (var each : threads.invokeAll(creates)) {
                ids.add(each.get());
            }
        }
        assertThat(ids).doesNotHaveDuplicates();
        org.awaitility.Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> provider.describe(ids).values().stream()
                        .allMatch(sighting -> sighting.state() == SightingState.RUNNING));
        assertThat(simulator.requests("RunInstances")).isEqualTo(100);
        assertThat(simulator.states()).containsExactly(Map.entry("running", 100L));
    }

    @Test
    void anEndpointThatRefusesTheFilterByTokenIsSearchedByTag() throws Exception {
        String key = key();
        Ec2Provider provider = begun(account());
        String nativeId = provider.create(Requests.request(key)).nativeId();
        simulator.inject("DescribeInstances", "client-token", 100, INTERNAL_ERROR);

        assertThat(account().findByRequestKey(key)).contains(nativeId);
        assertThat(account().findByRequestKey(key())).isEmpty();
        assertThat(see(provider, nativeId).nativeId()).isEqualTo(nativeId);
    }

    @Test
    void aSearchThatFindsNothingHasMissedNoInstance() throws Exception {
        String key = key();
        String nativeId = account().create(Requests.request(key)).nativeId();
        Ec2Provider another = begun(account());
        simulator.forge("DescribeInstances", answer -> answer.replaceAll("<instanceState>.*?</instanceState>", ""));

        assertThat(failure(() -> another.findByRequestKey(key))).hasMessageContaining("may be the one");
        assertThat(failure(() -> another.isMadeFor(nativeId, key))).hasMessageContaining("cannot be read");
        assertThat(another.findByRequestKey(key())).isEmpty();
        // Like an endpoint that ignores filters: an unreadable instance with another token is not the one sought.
        simulator.forge(
                "DescribeInstances",
                answer -> "<DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>i-1"
                        + "</instanceId><clientToken>another</clientToken></item></instancesSet></item>"
                        + "</reservationSet></DescribeInstancesResponse>");
        assertThat(another.findByRequestKey(key())).isEmpty();
    }

    @Test
    void aListInWhichNothingCanBeReadIsNoEmptyCatalogue() throws Exception {
        Ec2Provider provider = begun(account());
        simulator.forge("DescribeImages", answer -> answer.replaceAll("<imageId>.*?</imageId>", ""));

        assertThat(failure(provider::catalogue))
                .hasMessage("nothing in the list of kind image can be read: item has no imageId");

        simulator.forge(
                "DescribeImages", answer -> answer.replaceFirst("<imagesSet>", "<imagesSet><member>1</member>"));
        assertThat(provider.catalogue().images()).isNotEmpty();
        simulator.forge("DescribeImages", answer -> answer.replaceAll("<(/?)item>", "<$1member>"));
        assertThat(failure(provider::catalogue)).hasMessageContaining("none of them is an item");
    }

    @Test
    void anEndpointThatRefusesBothFiltersIsLookedThrough() throws Exception {
        String key = key();
        String nativeId = begun(account()).create(Requests.request(key)).nativeId();
        simulator.inject("DescribeInstances", "client-token", 100, INTERNAL_ERROR);
        simulator.inject("DescribeInstances", "tag:", 100, INTERNAL_ERROR);

        assertThat(account().findByRequestKey(key)).contains(nativeId);
        assertThat(account().findByRequestKey(key())).isEmpty();
    }
}
