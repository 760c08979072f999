package io.instancebus.schemas.registry;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.fuzzing.FuzzTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.FastReaderBuilder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.util.ClassSecurityValidator;

/** Any text as the schema of a writer is refused, or can be resolved. */
public final class WriterSchemaFuzzer implements FuzzTarget {
    static {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                type -> type.getPackageName().equals("io.instancebus.avro")));
    }

    private static final SpecificData MODEL = SpecificData.getForClass(InstanceCommand.class);

    @Override
    public void read(byte[] input) throws IOException {
        Schema writer;
        try {
            writer = WriterSchema.parse(new String(input, StandardCharsets.UTF_8));
        } catch (WriterSchema.Unusable e) {
            return;
        }
        resolve(writer, writer, GenericData.get());
        resolve(writer, InstanceCommand.SCHEMA$, MODEL);
    }

    private static void resolve(Schema writer, Schema reader, GenericData model) throws IOException {
        try {
            var unused = new FastReaderBuilder(model).createDatumReader(writer, reader);
        } catch (AvroRuntimeException | SecurityException e) {
            // They are different things, which is an answer.
        }
    }

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        InstanceCommand.SCHEMA$.toString(),
                        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"r\",\"type\":[\"null\",\"R\"]}]}",
                        "{\"type\":\"map\",\"values\":{\"type\":\"array\",\"items\":{\"type\":\"fixed\",\"name\":\"F\",\"size\":16}}}",
                        "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"],\"default\":\"A\"}",
                        "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":4,\"scale\":2}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
