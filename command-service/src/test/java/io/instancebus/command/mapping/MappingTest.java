package io.instancebus.command.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.RunOnInstance;
import io.instancebus.domain.Command;
import io.instancebus.domain.InvalidCommand;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MappingTest {
    @Test
    void everySymbolOfTheDomainExistsOnTheBus() {
        Map<Class<? extends Enum<?>>, Class<? extends Enum<?>>> enums = Map.of(
                io.instancebus.domain.Action.class, io.instancebus.avro.Action.class,
                io.instancebus.domain.AddressType.class, io.instancebus.avro.AddressType.class,
                io.instancebus.domain.Cause.class, io.instancebus.avro.Cause.class,
                io.instancebus.domain.CommandType.class, io.instancebus.avro.CommandType.class,
                io.instancebus.domain.Credential.Type.class, io.instancebus.avro.CredentialType.class,
                io.instancebus.domain.FailureCategory.class, io.instancebus.avro.FailureCategory.class,
                io.instancebus.domain.InstanceState.class, io.instancebus.avro.InstanceState.class,
                io.instancebus.domain.RejectionCode.class, io.instancebus.avro.RejectionCode.class,
                io.instancebus.domain.SightingState.class, io.instancebus.avro.SightingState.class);
        enums.forEach((domain, avro) -> {
            assertThat(names(avro)).as(avro.getSimpleName()).containsAll(names(domain));
            // And nothing more but UNKNOWN, which is mapped by hand.
            assertThat(names(avro)).hasSizeLessThanOrEqualTo(names(domain).size() + 1);
        });
    }

    @Test
    void anAcceptedRunOfAnOlderVersionIsReadWithoutWhatThisOneRefuses() {
        InstanceCommand run = new InstanceCommand();
        run.setCommandId("c");
        run.setInstanceId("i");
        run.setActor("a");
        run.setIssuedAt(Instant.EPOCH);
        run.setExpectedVersion(-1L);
        run.setType("RunOnInstance");
        run.setRunOnInstance(
                new RunOnInstance(new ProtectedText("ls", null, null), null, " ", "user@host", 22, null, null, null));
        assertThatThrownBy(() -> CommandMapping.command(run)).isInstanceOf(InvalidCommand.class);

        Command accepted = CommandMapping.accepted(run);

        assertThat(accepted.expectedVersion()).isNull();
        assertThat(accepted.body()).isInstanceOfSatisfying(Command.RunOnInstance.class, body -> {
            assertThat(body.username()).isNull();
            assertThat(body.address()).isNull();
            assertThat(body.port()).isEqualTo(22);
        });
    }

    private static java.util.List<String> names(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
    }
}
