package io.instancebus.provider.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.instancebus.domain.Catalogue;
import io.instancebus.provider.OneByOne;
import io.instancebus.provider.Unreadable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingReaderTest {
    @Test
    void anImageThatCannotBeReadIsLeftOutAndTheOthersAreShown() {
        OneByOne reading = new OneByOne();

        List<Catalogue.Image> images = Catalogues.images("""
                [{"Id": "sha256:1", "RepoTags": "debian:12"}, null, {"Id": "sha256:2", "RepoTags": ["debian:13", null]},
                 {"Id": "sha256:3", "RepoTags": null}, {"Id": "sha256:4", "RepoTags": ["<none>:<none>"]}]""", "x86_64", reading);

        assertThat(images).extracting(Catalogue.Image::id).containsExactly("debian:13");
        assertThat(reading.leftOut())
                .containsExactly(
                        new Catalogue.LeftOut("image", "sha256:1", "its tags are not a list"),
                        new Catalogue.LeftOut("image", null, "it is not an image"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "7"})
    void whatIsNoListIsNotAnEmptyOne(String answer) {
        assertThatExceptionOfType(Unreadable.class).isThrownBy(() -> ListingReader.containers(answer));
        assertThatExceptionOfType(Unreadable.class).isThrownBy(() -> Catalogues.images(answer, null, new OneByOne()));
    }
}
