package io.instancebus.faults.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.faults.check.CommandKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;

class ExtremesTest {
    private final List<InstanceCommand> all = Extremes.of("x", "account");

    @Test
    void eachCanBeEncodedAndHasAnIdOfItsOwnInTheLegalForm() throws IOException {
        SpecificDatumWriter<InstanceCommand> writer = new SpecificDatumWriter<>(InstanceCommand.class);
        for (InstanceCommand command : all) {
            assertThat(command.getCommandId()).matches("[A-Za-z0-9._-]{1,64}");
            assertThat(command.getInstanceId()).matches("[A-Za-z0-9._-]{1,64}");
            writer.write(command, EncoderFactory.get().directBinaryEncoder(new ByteArrayOutputStream(), null));
        }
        assertThat(all).extracting(CommandKey::of).doesNotHaveDuplicates();
    }

    @Test
    void everyTextOccursInEveryPlace() {
        for (String text : Extremes.TEXTS) {
            assertThat(all).extracting(InstanceCommand::getActor).contains(text);
            assertThat(all)
                    .extracting(InstanceCommand::getCreateInstance)
                    .filteredOn(Objects::nonNull)
                    .anyMatch(create -> create.getTags().containsKey(text));
            assertThat(all)
                    .extracting(InstanceCommand::getRunOnInstance)
                    .filteredOn(Objects::nonNull)
                    .anyMatch(run -> text.equals(run.getAddress()));
        }
    }

    @Test
    void runsAndActionsAreAboutInstancesThatWereAskedForBefore() {
        for (int index = 0; index < all.size(); index++) {
            InstanceCommand command = all.get(index);
            if (command.getCreateInstance() == null) {
                assertThat(all.subList(0, index))
                        .filteredOn(before -> before.getCreateInstance() != null)
                        .extracting(InstanceCommand::getInstanceId)
                        .contains(command.getInstanceId());
            }
        }
    }
}
