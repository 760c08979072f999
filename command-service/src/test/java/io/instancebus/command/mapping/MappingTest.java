package io.instancebus.command.mapping;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static java.util.List<String> names(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
    }
}
