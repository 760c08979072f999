package io.instancebus.provider.docker;

import io.instancebus.domain.Catalogue;
import io.instancebus.provider.OneByOne;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Unreadable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The catalogue of an engine. */
final class Catalogues {
    private static final String NO_TAG = "<none>:<none>";

    private Catalogues() {}

    static Catalogue of(Engine.Asking asking) throws ProviderFailure {
        EngineInfo machine = asking.call("info", api -> api.calls().info());
        OneByOne reading = new OneByOne();
        List<Catalogue.Image> images =
                asking.call("list images", api -> images(api.calls().images(), machine.architecture(), reading));
        String name = machine.name() == null ? Creation.REALM : machine.name();
        return reading.catalogue(
                images, List.of(new Catalogue.Realm(Creation.REALM, name, true)), Size.profiles(machine));
    }

    /**
     * One entry for each tag; an image without a tag is omitted.
     *
     * @throws Unreadable if the answer is not a list
     */
    static List<Catalogue.Image> images(String answer, @Nullable String architecture, OneByOne reading) {
        return reading
                .read(
                        "image",
                        ListingReader.elements(answer),
                        ListingReader::id,
                        element -> images(element, architecture))
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    private static List<Catalogue.Image> images(JsonNode image, @Nullable String architecture) {
        if (!image.isObject()) {
            throw new Unreadable("it is not an image");
        }
        JsonNode tags = image.path("RepoTags");
        if (!tags.isArray() && !ListingReader.absent(tags)) {
            throw new Unreadable("its tags are not a list");
        }
        return tags.valueStream()
                .filter(tag -> tag.isString() && !tag.asString().equals(NO_TAG))
                .map(JsonNode::asString)
                .map(tag -> new Catalogue.Image(tag, tag, ListingReader.id(image), architecture, null))
                .toList();
    }
}
