package io.instancebus.provider.ec2;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads real answers of EC2 and compatible clouds, recorded by jclouds' own tests. */
class RecordedAnswersTest {
    private static Element recorded(String name) {
        try (InputStream in = requireNonNull(RecordedAnswersTest.class.getResourceAsStream("/" + name), name)) {
            return AnswerReader.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Ec2Instance> instances(Element answer) {
        return answer.name().equals("RunInstancesResponse")
                ? Ec2Instance.in(answer)
                : answer.requiredItems("reservationSet").stream()
                        .flatMap(reservation -> Ec2Instance.in(reservation).stream())
                        .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "describe_instances_1.xml, 1",
        "describe_instances_2.xml, 18",
        "describe_instances_3.xml, 0",
        "describe_instances_latest.xml, 2",
        "describe_instances_pending.xml, 1",
        "run_instances_1.xml, 1",
        "describe_instances.xml, 2",
        "describe_instances_ebs.xml, 1",
        "describe_instances_empty.xml, 0",
        "describe_instances_multiple.xml, 2",
        "describe_instances_running.xml, 1",
        "run_instances.xml, 3",
        "run_instances_cloudbridge.xml, 1",
        "run_instances_three.xml, 3"
    })
    void everyInstanceIsRead(String file, int count) {
        assertThat(instances(recorded(file))).hasSize(count).allSatisfy(instance -> {
            assertThat(instance.id()).startsWith("i-");
            assertThat(States.of(instance, null).state()).isNotEqualTo(SightingState.UNKNOWN);
        });
    }

    @Test
    void anInstanceIsReadAsItWas() {
        Ec2Instance instance =
                instances(recorded("describe_instances_latest.xml")).getFirst();
        assertThat(instance.id()).isEqualTo("i-911444f0");
        assertThat(instance.tags()).containsEntry("Name", "ec2-o").containsEntry("Empty", "");
        Sighting sighting = States.of(instance, "admin");
        assertThat(sighting.state()).isEqualTo(SightingState.RUNNING);
        assertThat(sighting.ownerId()).isEqualTo("993194456877");
        assertThat(sighting.launchedAt()).hasToString("2011-08-16T13:40:50Z");
        assertThat(sighting.publicAddresses().getFirst().address()).isEqualTo("174.129.173.155");
        assertThat(sighting.privateAddresses().getFirst().address()).isEqualTo("10.212.81.7");
    }

    /** jclouds' describe_instances_three_ids.xml is the answer to a launch under another name, and must be refused. */
    @Test
    void anAnswerWithoutItsListIsNotAnEmptyOne() {
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> instances(recorded("describe_instances_three_ids.xml")))
                .withMessageContaining("reservationSet");
    }

    @Test
    void reasonsOfStatesAreRead() {
        List<Ec2Instance> all = instances(recorded("describe_instances_2.xml"));
        assertThat(all).filteredOn(instance -> instance.reasonCode() != null).isNotEmpty();
        assertThat(all)
                .filteredOn(instance -> "Client.UserInitiatedShutdown".equals(instance.reasonCode()))
                .allSatisfy(instance -> assertThat(States.fault(instance)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"start_instances.xml", "stop_instances.xml", "terminate_instances.xml"})
    void changesOfStateAreRead(String file) {
        assertThat(recorded(file).items("instancesSet")).isNotEmpty().allSatisfy(change -> {
            assertThat(change.required("instanceId")).startsWith("i-");
            assertThat(change.get("previousState", "name")).isNotBlank();
        });
    }

    @Test
    void imagesAndZonesAreRead() {
        assertThat(recorded("amzn_images.xml").requiredItems("imagesSet"))
                .isNotEmpty()
                .allSatisfy(image -> assertThat(image.required("imageId")).startsWith("ami-"));
        assertThat(recorded("availabilityZones.xml").requiredItems("availabilityZoneInfo"))
                .extracting(zone -> zone.get("zoneState"))
                .contains("available", "downlikeaclown");
    }
}
