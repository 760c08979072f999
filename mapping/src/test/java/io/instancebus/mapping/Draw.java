package io.instancebus.mapping;

import io.instancebus.domain.Bytes;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Text;
import io.instancebus.domain.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Simple values, drawn from a seed: the usual ones mostly, and now and then one at a bound. */
final class Draw {
    private static final int[] CHARACTERS =
            "abcXYZ019 ._-/:@\"\\'<&\n\tüßñ日本\ufffd😀🇸🇪".codePoints().toArray();
    private static final int USUAL_LENGTH = 12;
    private static final int USUAL_COUNT = 3;
    private static final int ONE_IN = 40;

    private final SplittableRandom random;

    Draw(long seed) {
        this.random = new SplittableRandom(seed);
    }

    boolean yes() {
        return random.nextBoolean();
    }

    <T> @Nullable T maybe(Supplier<? extends T> value) {
        return yes() ? value.get() : null;
    }

    @SafeVarargs
    final <T> T one(Supplier<? extends T>... values) {
        return values[random.nextInt(values.length)].get();
    }

    @SafeVarargs
    final <T> T of(T... values) {
        return values[random.nextInt(values.length)];
    }

    <E extends Enum<E>> E symbol(Class<E> type) {
        return of(type.getEnumConstants());
    }

    /** One of this repository's, or any other. */
    ProviderType providerType() {
        return of(
                ProviderType.SANDBOX,
                ProviderType.RACKSPACE,
                new ProviderType("x"),
                new ProviderType("a" + "9-".repeat(19) + "z"));
    }

    int number(int least, int most) {
        return (int) number(least, (long) most);
    }

    long number(long least, long most) {
        return switch (random.nextInt(ONE_IN)) {
            case 0 -> least;
            case 1 -> most;
            default -> random.nextLong(least, most);
        };
    }

    /** In whole milliseconds, as the bus carries it. */
    Instant time() {
        return switch (random.nextInt(ONE_IN)) {
            case 0 -> Times.FIRST;
            case 1 -> Times.LAST;
            case 2 -> Instant.EPOCH;
            default -> Instant.ofEpochMilli(random.nextLong(2_000_000_000_000L));
        };
    }

    Duration duration() {
        return Duration.ofMillis(number(0, 4_000_000L));
    }

    Bytes bytes(int size) {
        byte[] content = new byte[size];
        random.nextBytes(content);
        return new Bytes(content);
    }

    /** One of so many items at most. */
    <T> List<T> list(int most, Supplier<? extends T> item) {
        int count = size(Math.min(most, USUAL_COUNT), most);
        List<T> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(item.get());
        }
        return List.copyOf(items);
    }

    Map<String, String> map(int most, int keyCharacters, int valueCharacters) {
        int count = size(Math.min(most, USUAL_COUNT), most);
        Map<String, String> entries = new HashMap<>();
        for (int i = 0; i < count; i++) {
            entries.put(text(keyCharacters), yes() ? "" : text(valueCharacters));
        }
        return Map.copyOf(entries);
    }

    private int size(int usual, int most) {
        return random.nextInt(ONE_IN) == 0 ? most : random.nextInt(usual + 1);
    }

    String word() {
        return text(Text.WORD);
    }

    String sentences() {
        return text(Text.SENTENCES);
    }

    /** Whole text that is not blank. */
    String text(int mostCharacters) {
        int length = Math.max(1, size(Math.min(mostCharacters, USUAL_LENGTH), mostCharacters));
        StringBuilder text = new StringBuilder().append((char) random.nextInt('a', 'z' + 1));
        for (int i = 1; i < length; i++) {
            text.appendCodePoint(CHARACTERS[random.nextInt(CHARACTERS.length)]);
        }
        return text.toString();
    }

    /** What a target prints: U+0000 too. */
    String output() {
        return switch (random.nextInt(ONE_IN)) {
            case 0 -> "";
            case 1 -> "x".repeat(Text.OUTPUT_BYTES);
            default -> text(1_000) + "\0\r\n";
        };
    }

    String identifier(int mostCharacters) {
        return characters(
                "abcdefXYZ0123456789._-", Math.max(1, size(Math.min(mostCharacters, USUAL_LENGTH), mostCharacters)));
    }

    String characters(String of, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(of.charAt(random.nextInt(of.length())));
        }
        return text.toString();
    }
}
