package io.instancebus.schemas.contract;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.schemas.topic.TopicCatalogue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;

/** The contract as it is now, for the tests that hold it against its rules, its releases and its description. */
final class Contract {
    static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    static final TopicCatalogue CATALOGUE = TopicCatalogue.of("", 48, 3, List.of("TYPE"));

    private Contract() {}

    static List<Schema> envelopes() {
        return List.of(
                InstanceCommand.SCHEMA$,
                InstanceEvent.SCHEMA$,
                ProviderTask.SCHEMA$,
                ProviderReport.SCHEMA$,
                AccountEvent.SCHEMA$);
    }

    /** Whatever comes after type. */
    static List<Schema.Field> bodies(Schema envelope) {
        int type = envelope.getField("type").pos();
        return envelope.getFields().subList(type + 1, envelope.getFields().size());
    }

    static String bodyType(Schema.Field body) {
        return body.schema().getTypes().getLast().getName();
    }

    /** Without the provider type's part of a task topic, which is one schema for all. */
    static Map<String, Schema> schemaByTopic() {
        Map<String, Schema> schemas = new TreeMap<>();
        CATALOGUE
                .specs()
                .forEach(spec -> spec.valueSchema()
                        .ifPresent(schema -> schemas.put(spec.name().replace(".TYPE", ""), schema)));
        return schemas;
    }
}
