package io.instancebus.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.compatibility.ApiReleases;
import io.instancebus.compatibility.PublicApi;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Programs that were compiled against a release of the client run with the one that is built. */
class BinaryCompatibilityTest {
    @Test
    void whatWasCompiledAgainstAReleaseStillWorks() throws IOException {
        assertThat(ApiReleases.breaks(PublicApi.of(PublicApi.packageOf(InstanceBusClient.class))))
                .as(ApiReleases.ADVICE)
                .isEmpty();
    }
}
