package io.instancebus.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.RunOnInstance;
import io.instancebus.domain.Admission;
import io.instancebus.domain.Command;
import io.instancebus.domain.InvalidCommand;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AcceptedCommandTest {
    @Test
    void aRunOfAnOlderVersionIsReadWithoutWhatThisOneRefuses() {
        InstanceCommand run = new InstanceCommand();
        run.setCommandId("c");
        run.setInstanceId("i");
        run.setActor("a");
        run.setIssuedAt(Instant.EPOCH);
        run.setExpectedVersion(-1L);
        run.setType("RunOnInstance");
        run.setRunOnInstance(
                new RunOnInstance(new ProtectedText("ls", null, null), null, " ", "user@host", 22, null, null, null));
        assertThatThrownBy(() -> Admission.admit(CommandMapping.fromAvro(run))).isInstanceOf(InvalidCommand.class);

        Command accepted = CommandMapping.accepted(run);

        assertThat(accepted.expectedVersion()).isNull();
        assertThat(accepted.body()).isInstanceOfSatisfying(Command.RunOnInstance.class, body -> {
            assertThat(body.username()).isNull();
            assertThat(body.address()).isNull();
            assertThat(body.port()).isEqualTo(22);
        });
    }
}
