package io.instancebus.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.compatibility.BuiltVersion;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * FULL_TRANSITIVE: what any release wrote, today's readers read, and the other way round. With
 * {@code -Dschemas.release=VERSION} the present schemas are written down as that release first.
 */
class ReleasesTest {
    @BeforeAll
    static void writeWhenAsked() throws IOException {
        Releases.writeWhenAsked();
    }

    @Test
    void todaysSchemasReadAndAreReadByThoseOfEveryRelease() throws IOException {
        Map<String, Schema> today = Contract.schemaByTopic();
        for (String version : Releases.versions()) {
            Map<String, Schema> released = Releases.of(version);
            assertThat(today)
                    .as("topics of " + version)
                    .containsKeys(released.keySet().toArray(String[]::new));
            released.forEach((topic, schema) -> {
                assertThat(reads(today.get(topic), schema))
                        .as("today's reader of " + version + " " + topic)
                        .isTrue();
                assertThat(reads(schema, today.get(topic)))
                        .as("reader " + version + " of today's " + topic)
                        .isTrue();
            });
        }
    }

    @Test
    void theLatestReleaseIsWhatIsBuilt() throws IOException {
        String latest = Releases.versions().getLast();
        for (Map.Entry<String, Schema> entry : Contract.schemaByTopic().entrySet()) {
            assertThat(Releases.published(latest, entry.getKey()))
                    .as("the contract changed: write it down as a release, see schemas/README.md")
                    .isEqualTo(Releases.text(entry.getValue()));
        }
    }

    @Test
    void theContractHasTheVersionOfTheJars() throws IOException {
        String latest = Releases.versions().getLast();
        BuiltVersion built = BuiltVersion.of(Contract.MODULE);
        assertThat(ModuleDescriptor.Version.parse(latest))
                .isLessThanOrEqualTo(ModuleDescriptor.Version.parse(built.release()));
        if (!built.isSnapshot()) {
            assertThat(latest)
                    .as("a release has its contract written down, see RELEASING.md")
                    .isEqualTo(built.text());
        }
    }

    @Test
    void theCheckSeesAChangeThatBreaksReadersOrWriters() {
        Schema now = InstanceEvent.SCHEMA$;
        Schema demanding = with("{\"name\":\"severity\",\"type\":\"int\"}");
        Schema polite = with("{\"name\":\"severity\",\"type\":\"int\",\"default\":0}");
        assertThat(reads(demanding, now)).isFalse();
        assertThat(reads(polite, now) && reads(now, polite)).isTrue();
        Schema otherType = new Schema.Parser()
                .parse(now.toString()
                        .replace("\"name\":\"sequence\",\"type\":\"long\"", "\"name\":\"sequence\",\"type\":\"int\""));
        assertThat(otherType).isNotEqualTo(now);
        assertThat(reads(now, otherType)).isTrue();
        assertThat(reads(otherType, now)).isFalse();
    }

    private static Schema with(String field) {
        String text = InstanceEvent.SCHEMA$.toString();
        return new Schema.Parser().parse(text.substring(0, text.lastIndexOf("]")) + "," + field + "]}");
    }

    private static boolean reads(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }
}
