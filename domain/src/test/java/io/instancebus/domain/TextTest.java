package io.instancebus.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TextTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void textIsCutAtTheCharacterAndNeverWithinOne() {
        assertThat(Text.fit("😀".repeat(255), 255)).isEqualTo("😀".repeat(255));
        assertThat(Text.fit("😀".repeat(256), 255)).isEqualTo("😀".repeat(254) + "…");
        assertThat(Text.cut("a😀b", 2)).isEqualTo("a😀");
    }

    @Test
    void bytesAreCountedAsUtf8() {
        String text = "ä€😀".repeat(20_000);
        String cut = Text.fitBytes(text, 65_536);
        assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isBetween(65_533, 65_536);
        assertThat(text).startsWith(cut);
        assertThat(Text.fitBytes("short", 10)).isEqualTo("short");
        assertThat(Text.fitBytes("a\u0000b", 10)).isEqualTo("a\u0000b");
    }

    @Test
    void whatNoDatabaseCanHoldIsReplaced() {
        assertThat(Text.fit("a\u0000b\ud83dc\ude00", 10)).isEqualTo("a\ufffdb\ufffdc\ufffd");
        assertThat(Text.isWhole("a\u0000b")).isFalse();
        assertThat(Text.isWhole("\ud83d")).isFalse();
        assertThat(Text.isWhole("😀")).isTrue();
    }

    @Test
    void aPublishersTextIsRefused() {
        assertRefused("actor has the character U+0000", "a\u0000b", null, null, "web", Map.of());
        assertRefused("actor has half of a surrogate pair", "a\ud83d", null, null, "web", Map.of());
        assertRefused("correlationId has the character U+0000", "a", "\u0000", null, "web", Map.of());
        assertRefused("name has 256 characters", "a", null, null, "😀".repeat(256), Map.of());
        assertRefused("a name in tags has the character U+0000", "a", null, null, "web", Map.of("a\u0000", "b"));
        assertRefused("tags.a has the character U+0000", "a", null, null, "web", Map.of("a", "\u0000"));
        assertRefused("expiresAt must be from", "a", null, Instant.MAX, "web", Map.of());
        assertThat(create("a", null, Times.LAST, "😀".repeat(255), Map.of()).actor())
                .isEqualTo("a");
    }

    @Test
    void whatIsLeftInClearIsBoundInBytes() {
        assertThatThrownBy(() -> Admission.admit(new ProtectedText.Clear("é".repeat(8_193))))
                .hasMessageContaining("16386 bytes");
        assertThat(Admission.admit(new ProtectedText.Clear("é".repeat(8_192)))).isNotNull();
        assertThatThrownBy(() -> Admission.admit(new ProtectedText.Clear("a\u0000")))
                .hasMessageContaining("U+0000");
    }

    @Test
    void whatAProviderSaysIsMadeToFit() {
        Failure failure = Failure.of(FailureCategory.INTERNAL, "\u0000" + "😀".repeat(5_000));
        assertThat(failure.message()).startsWith("\ufffd😀").endsWith("😀…");
        assertThat(failure.message().codePoints()).hasSize(4_096);
        Report.Sighting seen = Report.Sighting.builder(SightingState.RUNNING)
                .rawState("a\u0000")
                .sshPort(-1)
                .launchedAt(Instant.MAX)
                .progress(101)
                .build();
        assertThat(seen.rawState()).isEqualTo("a\ufffd");
        assertThat(seen.sshPort()).isNull();
        assertThat(seen.launchedAt()).isNull();
        assertThat(seen.progress()).isNull();
    }

    private static void assertRefused(
            String message,
            String actor,
            @Nullable String correlationId,
            @Nullable Instant expiresAt,
            String name,
            Map<String, String> tags) {
        assertThatThrownBy(() -> create(actor, correlationId, expiresAt, name, tags))
                .isInstanceOf(InvalidCommand.class)
                .hasMessageStartingWith(message);
    }

    private static Command create(
            String actor,
            @Nullable String correlationId,
            @Nullable Instant expiresAt,
            String name,
            Map<String, String> tags) {
        return Admission.admit(new Command(
                new CommandId("c"),
                new InstanceId("i"),
                actor,
                NOW,
                correlationId,
                null,
                expiresAt,
                new Command.CreateInstance("acc", "img", null, null, name, null, List.of(), null, tags)));
    }
}
