package io.instancebus.provider.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Secret;
import io.instancebus.provider.SecretFailure;
import io.instancebus.provider.Secrets;
import io.instancebus.simulators.ec2.Ec2Simulator;
import io.instancebus.simulators.ec2.MetadataSimulator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An EC2 account signs with the secrets that its references name. */
class Ec2FactoryTest {
    @Test
    void theKeyAndItsIdAreWhatTheirReferencesStandFor() throws Exception {
        Secrets secrets = secrets(Map.of(
                "file:ec2",
                Ec2Simulator.SECRET_ACCESS_KEY + "\n",
                "env:INSTANCE_BUS_SECRET_EC2_ID",
                Ec2Simulator.ACCESS_KEY_ID));
        try (Ec2Simulator simulator = Ec2Simulator.start();
                Provider provider = opened(
                        simulator,
                        secrets,
                        Map.of("access-key-id", "env:INSTANCE_BUS_SECRET_EC2_ID", "secret-access-key", "file:ec2"))) {
            assertThat(provider.catalogue().images()).isNotEmpty();
        }
    }

    @Test
    void aKeyThatIsNotThereIsAuthAndNothingIsSent() throws Exception {
        try (Ec2Simulator simulator = Ec2Simulator.start();
                Provider provider = opened(
                        simulator,
                        secrets(Map.of()),
                        Map.of("access-key-id", Ec2Simulator.ACCESS_KEY_ID, "secret-access-key", "file:ec2"))) {
            ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, provider::catalogue);
            assertThat(failure.failure().category()).isEqualTo(FailureCategory.AUTH);
            assertThat(failure).hasMessageContaining("ec2.secret-access-key is not there");
            assertThat(simulator.requests("DescribeImages")).isZero();
        }
    }

    @Test
    void theKeyOfTheMachinesRoleComesFromItsMetadata() throws Exception {
        try (Ec2Simulator simulator = Ec2Simulator.start(InstantSource.system(), "session-token");
                MetadataSimulator metadata = MetadataSimulator.start();
                Provider provider = opened(
                        simulator,
                        secrets(Map.of()),
                        Map.of(
                                "credentials",
                                "instance-profile",
                                "metadata-endpoint",
                                metadata.url().toString()))) {
            metadata.role(
                    Ec2Simulator.ACCESS_KEY_ID,
                    Ec2Simulator.SECRET_ACCESS_KEY,
                    "session-token",
                    Instant.now().plus(Duration.ofHours(6)));
            assertThat(provider.catalogue().images()).isNotEmpty();
        }
    }

    private static Secrets secrets(Map<String, String> byReference) {
        return (reference, field) -> {
            String secret = byReference.get(reference);
            if (secret == null) {
                throw new SecretFailure(SecretFailure.Kind.NOT_FOUND, field + " is not there");
            }
            return new Secret(secret.getBytes(StandardCharsets.UTF_8));
        };
    }

    private static Provider opened(Ec2Simulator simulator, Secrets secrets, Map<String, String> credentials) {
        Map<String, String> settings = new HashMap<>(credentials);
        settings.put("endpoint", simulator.url().toString());
        settings.put("region", Ec2Simulator.REGION);
        return new Ec2Factory().open(AccountConfig.of("ireland", ProviderType.EC2, settings), secrets);
    }
}
