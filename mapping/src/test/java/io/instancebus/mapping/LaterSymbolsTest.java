package io.instancebus.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.avro.Action;
import io.instancebus.avro.Address;
import io.instancebus.avro.AddressType;
import io.instancebus.avro.Credential;
import io.instancebus.avro.CredentialType;
import io.instancebus.avro.Failure;
import io.instancebus.avro.FailureCategory;
import io.instancebus.avro.InstanceAction;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.SightingState;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.InvalidCommand;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A symbol of a later release is read as UNKNOWN. */
class LaterSymbolsTest {
    @Test
    void anActionIsRefused() {
        InstanceCommand command = new InstanceCommand();
        command.setCommandId("c-1");
        command.setInstanceId("i-1");
        command.setActor("tests");
        command.setType("InstanceAction");
        command.setInstanceAction(new InstanceAction(Action.UNKNOWN, false));

        assertThatThrownBy(() -> CommandMapping.fromAvro(command))
                .isInstanceOf(InvalidCommand.class)
                .hasMessageStartingWith("action is missing, or one that this version does not know");
        assertThat(CommandMapping.typeOf(command)).isNull();
    }

    @Test
    void aCredentialIsRefused() {
        Credential credential = new Credential();
        credential.setType(CredentialType.UNKNOWN);

        assertThatThrownBy(() -> SecretMapping.fromAvro(credential))
                .isInstanceOf(InvalidCommand.class)
                .hasMessageStartingWith("credential.type is missing, or one that this version does not know");
    }

    @Test
    void anAddressIsLeftOut() {
        assertThat(ValueMapping.fromAvro(
                        List.of(new Address("a", AddressType.UNKNOWN), new Address("192.0.2.1", AddressType.IPV4))))
                .singleElement()
                .satisfies(address -> assertThat(address.address()).isEqualTo("192.0.2.1"));
    }

    @Test
    void aFailureIsNotTriedAgain() {
        assertThat(ValueMapping.fromAvro(new Failure(FailureCategory.UNKNOWN, null, "no", false))
                        .category())
                .isEqualTo(io.instancebus.domain.FailureCategory.INTERNAL);
    }

    @Test
    void whatWasSeenSaysNothingOfTheState() {
        assertThat(EnumMapping.fromAvro(SightingState.UNKNOWN)).isEqualTo(io.instancebus.domain.SightingState.UNKNOWN);
    }

    @Test
    void anInstanceIsNotKnown() {
        Aggregate.Live live = new Generated(1).live();
        var snapshot = Objects.requireNonNull(SnapshotMapping.toAvro(live, List.of()));
        snapshot.setState(InstanceState.UNKNOWN);

        assertThat(SnapshotMapping.fromAvro(snapshot)).isEmpty();
    }
}
