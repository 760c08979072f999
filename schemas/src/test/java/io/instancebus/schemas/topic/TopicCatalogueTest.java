package io.instancebus.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopicCatalogueTest {
    private final TopicCatalogue catalogue = TopicCatalogue.of("acme.", 8, 3, List.of("ec2", "sandbox", "ec2"));

    @Test
    void everyTopicOfTheContractIsThereOnceUnderThePrefix() {
        assertThat(catalogue.specs())
                .extracting(TopicSpec::name)
                .containsExactlyInAnyOrder(
                        "acme.instances.commands",
                        "acme.instances.events",
                        "acme.instances.state",
                        "acme.instances.reports",
                        "acme.instances.tasks.ec2",
                        "acme.instances.tasks.sandbox",
                        "acme.instances.runs",
                        "acme.instances.observations",
                        "acme.accounts.events",
                        "acme.instances.dead-letters");
    }

    @Test
    void topicsWhoseKeysMeetInOnePlaceHaveAFixedPartitionCount() {
        assertThat(catalogue.specs().stream().filter(TopicSpec::fixedPartitions))
                .extracting(TopicSpec::name)
                .containsExactlyInAnyOrder(
                        "acme.instances.commands",
                        "acme.instances.events",
                        "acme.instances.state",
                        "acme.instances.reports");
    }

    @Test
    void whereTimeSteersAnythingItIsTheBrokers() {
        assertThat(catalogue.specs().stream().filter(spec -> spec.timestamps() == TopicSpec.Timestamps.BROKER))
                .extracting(TopicSpec::name)
                .containsExactlyInAnyOrder(
                        "acme.instances.commands",
                        "acme.instances.reports",
                        "acme.instances.tasks.ec2",
                        "acme.instances.tasks.sandbox",
                        "acme.instances.runs");
    }

    @Test
    void eventsAreKeptForEverAndStateIsCompacted() {
        assertThat(catalogue.spec("acme.instances.events").configs())
                .containsEntry("retention.ms", "-1")
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("min.insync.replicas", "2");
        assertThat(catalogue.spec("acme.instances.state").configs()).containsEntry("cleanup.policy", "compact");
        assertThat(catalogue.spec("acme.accounts.events").configs()).containsEntry("cleanup.policy", "compact,delete");
    }

    @Test
    void theBrokerUnpacksWhatAPublisherCompressedAndNoReaderHasTo() {
        assertThat(catalogue.specs())
                .allSatisfy(spec -> assertThat(spec.configs())
                        .containsEntry("compression.type", "uncompressed")
                        .containsEntry("max.message.bytes", "1114112"));
    }

    @Test
    void impossibleNamesAndSizesAreRefused() {
        assertThatThrownBy(() -> new Topics("a b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Topics.withoutPrefix().tasks("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TopicCatalogue.of("", 0, 1, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TopicCatalogue.of("", 1, 0, List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
