package io.instancebus.provider.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.compatibility.ApiReleases;
import io.instancebus.compatibility.PublicApi;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Code compiled against a release of the conformance suite runs with the current build. */
class BinaryCompatibilityTest {
    private static ApiReleases releases;
    private static PublicApi api;

    @BeforeAll
    static void readTheApi() throws IOException {
        releases = ApiReleases.of(Path.of(System.getProperty("basedir", ".")));
        api = PublicApi.of(PublicApi.packageOf(ProviderConformance.class));
        releases.writeWhenAsked(api);
    }

    @Test
    void whatWasCompiledAgainstAReleaseStillWorks() throws IOException {
        assertThat(releases.versions()).isNotEmpty();
        assertThat(releases.breaks(api))
                .as("keep released API; .ci/write-release rewrites the record of an unpublished version")
                .isEmpty();
    }
}
