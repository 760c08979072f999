package io.instancebus.provider.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.instancebus.provider.Unreadable;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
    private static Element read(String xml) {
        return AnswerReader.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void namesCountWithoutTheirNamespace() {
        Element answer = read("<e:RunInstancesResponse xmlns:e='urn:x'><e:a> 1 </e:a></e:RunInstancesResponse>");
        assertThat(answer.get("a")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no XML",
                "<html><body>proxy</body></html>",
                "<RunInstancesResponse><instancesSet>",
                "<RunInstancesResponse><a></b></RunInstancesResponse>"
            })
    void whatIsNoAnswerIsTakenForNone(String text) {
        assertThatExceptionOfType(Unreadable.class).isThrownBy(() -> read(text));
    }

    @Test
    void whatIsNestedDeeplyIsTakenForNone() {
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> read("<aResponse>" + "<b>".repeat(100) + "</b>".repeat(100) + "</aResponse>"));
    }

    /** The reader expands no entities of an answer's DTD, and reads no files of this machine. */
    @Test
    void noEntityIsResolved(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "hunter2");
        for (String definition : new String[] {"'hunter2'", "SYSTEM '" + file.toUri() + "'"}) {
            String xml = "<!DOCTYPE aResponse [ <!ENTITY e " + definition + "> ]><aResponse><b>&e;</b></aResponse>";
            assertThat(textOrNothing(xml)).doesNotContain("hunter2");
        }
    }

    private static String textOrNothing(String xml) {
        try {
            return String.valueOf(read(xml).get("b"));
        } catch (Unreadable e) {
            return "";
        }
    }
}
