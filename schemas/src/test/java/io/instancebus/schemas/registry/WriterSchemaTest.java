package io.instancebus.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.schemas.topic.TopicCatalogue;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class WriterSchemaTest {
    @Test
    void everySchemaOfTheContractIsWithinTheBoundsFourTimesOver() throws WriterSchema.Unusable {
        List<Schema> contract = TopicCatalogue.of("", 1, 1, List.of("ec2")).specs().stream()
                .flatMap(topic -> topic.valueSchema().stream())
                .toList();
        assertThat(contract).isNotEmpty();
        for (Schema schema : contract) {
            assertThat(WriterSchema.parse(schema.toString())).isEqualTo(schema);
            assertThat(schema.toString().length()).isLessThan(WriterSchema.MAX_CHARACTERS / 4);
            WriterSchema.parse("{\"type\":\"record\",\"name\":\"Four\",\"fields\":[{\"name\":\"a\",\"type\":" + schema
                    + "},{\"name\":\"b\",\"type\":\"" + schema.getFullName() + "\"},{\"name\":\"c\",\"type\":\""
                    + schema.getFullName() + "\"},{\"name\":\"d\",\"type\":\"" + schema.getFullName() + "\"}]}");
        }
    }

    @Test
    void aSchemaThatContainsItselfIsOfNoUse() {
        assertUnusable(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"r\",\"type\":\"R\"}]}", "contains itself");
        assertUnusable(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"r\",\"type\":[\"null\",{\"type\":\"array\","
                        + "\"items\":{\"type\":\"record\",\"name\":\"S\",\"fields\":[{\"name\":\"r\",\"type\":\"R\"}]}}]}]}",
                "contains itself");
    }

    @Test
    void aSchemaWhoseValuesGrowWithEachLevelIsOfNoUse() {
        StringBuilder doubling = new StringBuilder(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":["
                        + "{\"name\":\"f0\",\"type\":{\"type\":\"record\",\"name\":\"R0\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}}");
        for (int i = 1; i <= 30; i++) {
            doubling.append(
                    ",{\"name\":\"f%1$d\",\"type\":{\"type\":\"record\",\"name\":\"R%1$d\",\"fields\":[{\"name\":\"a\",\"type\":\"R%2$d\"},{\"name\":\"b\",\"type\":\"R%2$d\"}]}}"
                            .formatted(i, i - 1));
        }
        assertUnusable(doubling + "]}", "more than 4000 types");
    }

    @Test
    void aSchemaOfManyLevelsIsOfNoUseInWhateverOrderItsTypesStand() {
        StringBuilder chain = new StringBuilder(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":["
                        + "{\"name\":\"f0\",\"type\":{\"type\":\"record\",\"name\":\"R0\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}}");
        for (int i = 1; i <= 40; i++) {
            chain.append(
                    ",{\"name\":\"f%1$d\",\"type\":{\"type\":\"record\",\"name\":\"R%1$d\",\"fields\":[{\"name\":\"a\",\"type\":\"R%2$d\"}]}}"
                            .formatted(i, i - 1));
        }
        assertUnusable(chain + "]}", "more than 32 deep");
        assertUnusable("{\"type\":\"array\",\"items\":".repeat(40) + "\"int\"" + "}".repeat(40), "more than 32 deep");
        assertUnusable(
                "{\"type\":\"array\",\"items\":".repeat(50_000) + "\"int\"" + "}".repeat(50_000),
                "characters, more than");
        assertUnusable("[".repeat(100_000), "nested more than 200 deep");
    }

    @Test
    void aSchemaWithValuesOfNoBytesIsOfNoUse() {
        assertUnusable("{\"type\":\"array\",\"items\":\"null\"}", "takes no bytes");
        assertUnusable(
                "{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":\"E\",\"fields\":[]}}", "takes no bytes");
        assertUnusable(
                "{\"type\":\"map\",\"values\":{\"type\":\"fixed\",\"name\":\"F\",\"size\":0}}", "takes no bytes");
        assertUnusable(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"n\",\"type\":\"null\"}]}",
                "takes no bytes");
    }

    @Test
    void aFixedLongerThanAnyValueIsOfNoUse() {
        assertUnusable("{\"type\":\"fixed\",\"name\":\"F\",\"size\":2147483639}", "more than 1048576 bytes");
    }

    @Test
    void whatIsNoAvroIsOfNoUse() {
        for (String text :
                List.of("", "[", "{}", "7", "{\"type\":\"record\"}", "\"\\\"", "{\"type\":\"enum\",\"name\":\"E\"}")) {
            assertThatThrownBy(() -> WriterSchema.parse(text)).isInstanceOf(WriterSchema.Unusable.class);
        }
    }

    private static void assertUnusable(String text, String words) {
        assertThatThrownBy(() -> WriterSchema.parse(text))
                .isInstanceOf(WriterSchema.Unusable.class)
                .hasMessageContaining(words);
    }
}
