package io.instancebus.provider.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.simulators.ec2.Ec2Simulator;
import io.instancebus.simulators.ec2.MetadataSimulator;
import io.instancebus.time.Clocks;
import io.instancebus.time.SteadyClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The key of the machine's role, from a simulated metadata service. */
class InstanceProfileKeyTest {
    private final HandClock clock = new HandClock();
    private final MetadataSimulator metadata = MetadataSimulator.start();
    private final InstanceProfileKey key = new InstanceProfileKey(metadata.url(), new Clocks(clock, clock));

    @AfterEach
    void close() {
        metadata.close();
    }

    private void role(String id, Duration left) {
        metadata.role(id, "secret-of-" + id, "token-of-" + id, clock.instant().plus(left));
    }

    private void pass(Duration time) {
        clock.advance(time);
    }

    private ProviderFailure refused() {
        return catchThrowableOfType(ProviderFailure.class, key::open);
    }

    @Test
    void itIsAskedForOnceAndAgainBeforeItsEnd() throws Exception {
        role("ASIA1", Duration.ofHours(6));
        assertThat(key.open()).isEqualTo(new AccessKey("ASIA1", "secret-of-ASIA1", "token-of-ASIA1"));
        pass(Duration.ofHours(6).minus(Duration.ofMinutes(5)).minusSeconds(1));
        assertThat(key.open().id()).isEqualTo("ASIA1");
        assertThat(metadata.keysGiven()).isEqualTo(1);

        role("ASIA2", Duration.ofHours(6));
        pass(Duration.ofSeconds(1));
        assertThat(key.open().id()).isEqualTo("ASIA2");
        assertThat(metadata.keysGiven()).isEqualTo(2);
    }

    @Test
    void anOldKeyIsUsedAsLongAsItIsGoodWhenNoOtherIsToBeHad() throws Exception {
        role("ASIA1", Duration.ofMinutes(6));
        key.open();
        metadata.outage(503);
        pass(Duration.ofMinutes(2));
        assertThat(key.open().id()).isEqualTo("ASIA1");
        pass(Duration.ofMinutes(4));
        ProviderFailure failure = refused();
        assertThat(failure.failure().category()).isEqualTo(FailureCategory.RETRYABLE);
        assertThat(failure.isOutcomeUnknown()).isFalse();
        assertThat(failure).hasMessageContaining("503");

        metadata.outage(0);
        role("ASIA2", Duration.ofHours(6));
        assertThat(refused()).as("not requested for every call").hasMessageContaining("503");
        pass(Duration.ofSeconds(5));
        assertThat(key.open().id()).isEqualTo("ASIA2");
    }

    @Test
    void aServiceThatDoesNotEndItsAnswersIsNotWaitedForLong() throws Exception {
        role("ASIA1", Duration.ofMinutes(6));
        key.open();
        metadata.stall();
        pass(Duration.ofMinutes(2));
        assertThat(key.open().id()).as("the old key is still valid").isEqualTo("ASIA1");
        pass(Duration.ofMinutes(4));
        assertThat(refused()).hasMessageContaining("does not answer");
    }

    @Test
    void aMachineWithoutARoleIsTold() {
        ProviderFailure failure = refused();
        assertThat(failure.failure().category()).isEqualTo(FailureCategory.AUTH);
        assertThat(failure).hasMessageContaining("no instance profile is attached");
    }

    @Test
    void aServiceThatRefusesIsAuth() {
        metadata.outage(403);
        assertThat(refused().failure().category()).isEqualTo(FailureCategory.AUTH);
    }

    @Test
    void aMachineThatIsNotOfEc2IsTold() {
        metadata.close();
        ProviderFailure failure = refused();
        assertThat(failure.failure().category()).isEqualTo(FailureCategory.RETRYABLE);
        assertThat(failure).hasMessageContaining("is this a machine of EC2?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no JSON hunter2",
                "[]",
                "{\"Code\":\"AssumeRoleUnauthorizedAccess\"}",
                "{\"Code\":\"Success\",\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"hunter2\"}",
                "{\"Code\":\"Success\",\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"hunter2\",\"Token\":\"hunter2\","
                        + "\"Expiration\":\"hunter2\"}"
            })
    void anAnswerThatIsNoKeyIsTriedAgainLaterAndNotQuoted(String answer) {
        metadata.garbled(answer);
        ProviderFailure failure = refused();
        assertThat(failure.failure().category()).isEqualTo(FailureCategory.RETRYABLE);
        assertThat(failure).hasMessageNotContaining("hunter2").hasNoCause();
    }

    @Test
    void requestsAreSignedWithIt() throws Exception {
        try (Ec2Simulator simulator = Ec2Simulator.start(InstantSource.system(), "session-token");
                Ec2Provider provider = provider(simulator)) {
            ProviderFailure without = catchThrowableOfType(ProviderFailure.class, provider::catalogue);
            assertThat(without.failure().category()).isEqualTo(FailureCategory.AUTH);
            assertThat(simulator.requests("DescribeImages")).isZero();

            metadata.role(
                    Ec2Simulator.ACCESS_KEY_ID,
                    Ec2Simulator.SECRET_ACCESS_KEY,
                    "session-token",
                    clock.instant().plus(Duration.ofHours(6)));
            pass(Duration.ofSeconds(5));
            assertThat(provider.catalogue().images()).isNotEmpty();
            assertThat(metadata.keysGiven()).isEqualTo(1);
        }
    }

    private Ec2Provider provider(Ec2Simulator simulator) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "endpoint",
                simulator.url().toString(),
                "region",
                Ec2Simulator.REGION,
                "credentials",
                "instance-profile",
                "metadata-endpoint",
                metadata.url().toString()));
        return new Ec2Provider(Ec2Config.read(settings), key, SteadyClock.system());
    }

    @Test
    void aWallClockThatWasAheadPutsOffNoQuestion() throws Exception {
        metadata.outage(503);
        clock.setWall(Duration.ofDays(1));
        refused();
        clock.setWall(Duration.ofDays(-1));
        metadata.outage(0);
        role("ASIA1", Duration.ofHours(6));

        pass(Duration.ofSeconds(5));

        assertThat(key.open().id()).isEqualTo("ASIA1");
    }
}
