package io.instancebus.provider.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.Catalogue;
import io.instancebus.provider.OneByOne;
import java.util.List;
import org.junit.jupiter.api.Test;

class CataloguesTest {
    private static Element item(String name, String value) {
        return new Element("item", "", List.of(new Element(name, value, List.of())));
    }

    @Test
    void anElementThatCannotBeReadIsLeftOutAndTheOthersAreShown() {
        OneByOne reading = new OneByOne();

        List<Catalogue.Image> images =
                Catalogues.images(List.of(item("name", "odd"), item("imageId", "ami-1")), reading);
        List<Catalogue.Profile> profiles =
                Catalogues.profiles(List.of(item("instanceType", "t3.micro"), item("memoryInfo", "")), reading);

        assertThat(images).extracting(Catalogue.Image::id).containsExactly("ami-1");
        assertThat(profiles).extracting(Catalogue.Profile::id).containsExactly("t3.micro");
        assertThat(reading.leftOut())
                .containsExactly(
                        new Catalogue.LeftOut("image", null, "item has no imageId"),
                        new Catalogue.LeftOut("hardware profile", null, "item has no instanceType"));
    }
}
