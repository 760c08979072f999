package io.instancebus.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.schemas.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The rules that make it possible to change the contract without breaking who was compiled last year. */
class ContractRulesTest {
    private static final TopicCatalogue CATALOGUE = Contract.CATALOGUE;

    @Test
    void everyEnumHasADefaultSymbolUnknown() {
        assertThat(named(Schema.Type.ENUM))
                .isNotEmpty()
                .allSatisfy(schema -> assertThat(schema.getEnumDefault())
                        .as(schema.getFullName())
                        .isEqualTo("UNKNOWN"));
    }

    @Test
    void everyEnvelopeNamesItsBodyAndEveryBodyIsNullableAndNullByDefault() {
        for (Schema envelope : Contract.envelopes()) {
            assertThat(envelope.getField("type").schema().getType()).isEqualTo(Schema.Type.STRING);
            List<Schema.Field> bodies = Contract.bodies(envelope);
            assertThat(bodies).as(envelope.getName()).isNotEmpty();
            for (Schema.Field body : bodies) {
                assertThat(body.schema().getTypes()).as(body.name()).hasSize(2);
                assertThat(body.schema().getTypes().getFirst().getType()).isEqualTo(Schema.Type.NULL);
                assertThat(body.defaultVal()).isEqualTo(JsonProperties.NULL_VALUE);
                assertThat(Contract.bodyType(body))
                        .as("a body is called as its type")
                        .isEqualToIgnoringCase(body.name());
            }
        }
    }

    @Test
    void noUnionIsMoreThanNullOrOneType() {
        for (Schema record : named(Schema.Type.RECORD)) {
            for (Schema.Field field : record.getFields()) {
                if (field.schema().isUnion()) {
                    assertThat(field.schema().getTypes())
                            .as(record.getName() + "." + field.name())
                            .hasSize(2);
                    assertThat(field.schema().isNullable()).isTrue();
                    assertThat(field.defaultVal()).isEqualTo(JsonProperties.NULL_VALUE);
                }
            }
        }
    }

    @Test
    void everyRecordEnumAndFieldIsDocumented() {
        List<String> undocumented = new ArrayList<>();
        for (Schema schema : all().values()) {
            if (schema.getDoc() == null) {
                undocumented.add(schema.getName());
            }
            if (schema.getType() == Schema.Type.RECORD) {
                schema.getFields().stream()
                        .filter(field -> field.doc() == null)
                        .forEach(field -> undocumented.add(schema.getName() + "." + field.name()));
            }
        }
        assertThat(undocumented).isEmpty();
    }

    @Test
    void everyTopicButTheDeadLettersHasASchema() {
        assertThat(CATALOGUE.specs().stream().filter(spec -> spec.valueSchema().isEmpty()))
                .extracting(spec -> spec.name())
                .containsExactly("instances.dead-letters");
    }

    private static List<Schema> named(Schema.Type type) {
        return all().values().stream().filter(s -> s.getType() == type).toList();
    }

    private static Map<String, Schema> all() {
        Map<String, Schema> all = new LinkedHashMap<>();
        CATALOGUE.specs().forEach(spec -> spec.valueSchema().ifPresent(schema -> collect(schema, all)));
        return all;
    }

    private static void collect(Schema schema, Map<String, Schema> all) {
        switch (schema.getType()) {
            case RECORD -> {
                if (all.putIfAbsent(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), all));
                }
            }
            case ENUM, FIXED -> all.putIfAbsent(schema.getFullName(), schema);
            case ARRAY -> collect(schema.getElementType(), all);
            case MAP -> collect(schema.getValueType(), all);
            case UNION -> schema.getTypes().forEach(type -> collect(type, all));
            case STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {
                // Nothing to collect.
            }
        }
    }
}
