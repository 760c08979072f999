package io.instancebus.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.instancebus.domain.Catalogue;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneByOneTest {
    @Test
    void whatIsToldOfItIsBounded() {
        OneByOne reading = new OneByOne();
        String longText = "\uD83D\uDE00".repeat(10_000);

        List<String> read = reading.read("image", Collections.nCopies(1_000, longText), text -> text, text -> {
            throw new IllegalArgumentException(text);
        });

        assertThat(read).isEmpty();
        assertThat(reading.leftOut()).hasSize(OneByOne.MOST_TOLD).allSatisfy(each -> {
            assertThat(each.id()).isEqualTo("\uD83D\uDE00".repeat(200));
            assertThat(each.reason()).isEqualTo("\uD83D\uDE00".repeat(200));
        });
    }

    @Test
    void aListInWhichNothingCanBeReadIsNotAnEmptyOne() throws ProviderFailure {
        OneByOne reading = new OneByOne();
        reading.read("realm", List.of("r1"), text -> text, text -> text);
        reading.read("image", List.of("i1"), text -> text, text -> {
            throw new Unreadable("it has no name");
        });

        assertThatExceptionOfType(ProviderFailure.class)
                .isThrownBy(() -> reading.catalogue(List.of(), List.of(), List.of()))
                .withMessage("nothing in the list of kind image can be read: it has no name");

        reading.read("image", List.of("i2"), text -> text, text -> text);
        assertThat(reading.catalogue(List.of(), List.of(), List.of()).leftOut()).hasSize(1);
        assertThat(new OneByOne().catalogue(List.of(), List.of(), List.of()).images())
                .isEmpty();
    }

    @Test
    void anElementThatIsNothingIsLeftOut() {
        OneByOne reading = new OneByOne();

        List<String> read = reading.read("image", Arrays.asList("a", null), String::strip, String::strip);

        assertThat(read).containsExactly("a");
        assertThat(reading.leftOut()).hasSize(1);
    }

    @Test
    void anIdThatIsTooLongIsLeftOutAndAnotherTextIsMadeToFit() {
        OneByOne reading = new OneByOne();
        String endless = "x".repeat(2_000_000);

        List<Catalogue.Realm> realms = reading.read(
                "realm", List.of(endless, "r1"), text -> text, text -> new Catalogue.Realm(text, endless, true));

        assertThat(realms).extracting(Catalogue.Realm::id).containsExactly("r1");
        assertThat(realms.getFirst().name()).hasSize(255);
        assertThat(reading.leftOut().getFirst().reason()).isEqualTo("its id has 2000000 characters");
    }
}
