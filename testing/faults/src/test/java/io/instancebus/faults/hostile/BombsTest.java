package io.instancebus.faults.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.ObservationRequest;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BombsTest {
    static List<Schema> schemas() {
        return List.of(
                InstanceCommand.getClassSchema(),
                InstanceEvent.getClassSchema(),
                InstanceSnapshot.getClassSchema(),
                ProviderTask.getClassSchema(),
                ObservationRequest.getClassSchema(),
                ProviderReport.getClassSchema(),
                AccountEvent.getClassSchema());
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void eachClaimsToBeWhatTheReaderReads(Schema reader) {
        assertThat(all(reader)).allSatisfy(bomb -> {
            assertThat(bomb.writer().getFullName()).isEqualTo(reader.getFullName());
            assertThat(new Schema.Parser().parse(bomb.writer().toString())).isEqualTo(bomb.writer());
            assertThat(bomb.writer().getFields())
                    .extracting(Schema.Field::name)
                    .containsAll(
                            reader.getFields().stream().map(Schema.Field::name).toList());
        });
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void eachIsInTheWireFormatAndFitsIntoARecord(Schema reader) {
        assertThat(all(reader)).allSatisfy(bomb -> {
            byte[] value = bomb.value(0x01020304);
            assertThat(value[0]).isZero();
            assertThat(ByteBuffer.wrap(value).getInt(1)).isEqualTo(0x01020304);
            assertThat(value.length).isLessThan(1 << 20);
        });
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void noTwoAreTheSame(Schema reader) {
        assertThat(all(reader)).extracting(bomb -> ByteBuffer.wrap(bomb.body())).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void theFirstIsAStringOfTwoGigabytes(Schema reader) {
        assertThat(reader.getFields().getFirst().schema().getType()).isEqualTo(Schema.Type.STRING);
        assertThat(new Bombs(reader, new Random(1)).each().getFirst().body()).startsWith(0xfe, 0xff, 0xff, 0xff, 0x0f);
    }

    private static List<Bomb> all(Schema reader) {
        Bombs bombs = new Bombs(reader, new Random(1));
        List<Bomb> all = new ArrayList<>(bombs.each());
        all.addAll(bombs.broken(200));
        return all;
    }
}
