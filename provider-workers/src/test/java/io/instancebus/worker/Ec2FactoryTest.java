package io.instancebus.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.ProviderType;
import io.instancebus.embedded.ec2.Ec2Simulator;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.secret.SecretResolver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An account with EC2 signs with what its references stand for. */
class Ec2FactoryTest {
    @Test
    void theKeyComesFromAFileAndItsIdFromTheEnvironment(@TempDir Path secrets) throws Exception {
        Files.writeString(secrets.resolve("ec2"), Ec2Simulator.SECRET_ACCESS_KEY + "\n");
        SecretResolver resolver = new SecretResolver(
                Optional.of(secrets),
                Map.of("INSTANCE_BUS_SECRET_EC2_ID", Ec2Simulator.ACCESS_KEY_ID),
                (text, command, instance, field) -> {
                    throw new java.security.GeneralSecurityException("nothing is sealed here");
                });
        try (Ec2Simulator simulator = Ec2Simulator.start();
                Provider provider = new Ec2Factory(resolver)
                        .open(AccountConfig.of(
                                "ireland",
                                ProviderType.EC2,
                                Map.of(
                                        "endpoint",
                                        simulator.url().toString(),
                                        "region",
                                        Ec2Simulator.REGION,
                                        "access-key-id",
                                        "env:INSTANCE_BUS_SECRET_EC2_ID",
                                        "secret-access-key",
                                        "file:ec2")))) {
            assertThat(provider.catalogue().images()).isNotEmpty();
        }
    }
}
