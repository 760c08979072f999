package io.instancebus.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.compatibility.ApiReleases;
import io.instancebus.compatibility.PublicApi;
import io.instancebus.schemas.header.CloudEvent;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.schemas.sealing.Sealer;
import io.instancebus.schemas.serde.KafkaAvroDeserializer;
import io.instancebus.schemas.serde.KafkaAvroSerializer;
import io.instancebus.schemas.topic.Topics;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Programs that were compiled against a release of this module run with the one that is built. */
class BinaryCompatibilityTest {
    @Test
    void whatWasCompiledAgainstAReleaseStillWorks() throws IOException {
        assertThat(ApiReleases.breaks(PublicApi.of(published())))
                .as(ApiReleases.ADVICE)
                .isEmpty();
    }

    /** What schemas/README.md tells other services to use; the rest of the module is for Instance Bus itself. */
    private static Set<Class<?>> published() throws IOException {
        Set<Class<?>> types = new HashSet<>(PublicApi.packageOf(Sealer.class));
        types.addAll(List.of(KafkaAvroSerializer.class, KafkaAvroDeserializer.class));
        types.addAll(List.of(CloudEvent.class, TraceParent.class, Topics.class));
        return types;
    }
}
