package io.instancebus.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.compatibility.ApiReleases;
import io.instancebus.compatibility.PublicApi;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Code compiled against a release of the provider port runs with the current build. */
class BinaryCompatibilityTest {
    @Test
    void whatWasCompiledAgainstAReleaseStillWorks() throws IOException {
        assertThat(ApiReleases.breaks(PublicApi.of(PublicApi.packageOf(Provider.class))))
                .as(ApiReleases.ADVICE)
                .isEmpty();
    }
}
