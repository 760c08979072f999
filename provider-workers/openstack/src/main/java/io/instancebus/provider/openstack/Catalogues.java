package io.instancebus.provider.openstack;

import io.instancebus.domain.Catalogue;
import io.instancebus.provider.OneByOne;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Unreadable;
import io.instancebus.provider.http.Deadline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The catalogue of an account. Reads only the shown fields of Nova's lists: jclouds' own types refuse a whole list for
 * an invalid date in one element.
 */
final class Catalogues {
    private final Session<NovaApi> session;
    private final Images images;

    /** A source of images. */
    @FunctionalInterface
    interface Images {
        /** @param reading reports images that cannot be read and are omitted */
        List<Catalogue.Image> list(Deadline deadline, OneByOne reading) throws ProviderFailure;
    }

    /** A catalogue with the images that Nova passes on from Glance. */
    Catalogues(Session<NovaApi> session) {
        this.session = session;
        this.images = this::imagesOfNova;
    }

    Catalogues(Session<NovaApi> session, Images images) {
        this.session = session;
        this.images = images;
    }

    Catalogue catalogue(Deadline deadline) throws ProviderFailure {
        OneByOne reading = new OneByOne();
        List<Catalogue.Image> listed = images.list(deadline, reading);
        List<Catalogue.Realm> realms =
                reading.read("realm", zones(deadline), zone -> text(zone.path("zoneName")), Catalogues::realm);
        List<JsonNode> flavors =
                all("flavors", deadline, (api, marker) -> api.lists().flavors(marker));
        List<Catalogue.Profile> profiles = reading.read("hardware profile", flavors, Page::id, Catalogues::profile);
        return reading.catalogue(listed, realms, profiles);
    }

    private List<Catalogue.Image> imagesOfNova(Deadline deadline, OneByOne reading) throws ProviderFailure {
        List<JsonNode> active = all(
                        "images", deadline, (api, marker) -> api.lists().images(marker))
                .stream()
                .filter(image -> image.path("status").asString("").equals("ACTIVE"))
                .toList();
        return reading.read("image", active, Page::id, Catalogues::image);
    }

    /** The availability zones. Rackspace has none and answers 404. */
    private List<JsonNode> zones(Deadline deadline) throws ProviderFailure {
        return session.find(
                        "list availability zones",
                        deadline,
                        api -> Page.of(api.lists().zones(), "availabilityZoneInfo")
                                .elements())
                .orElse(List.of());
    }

    private List<JsonNode> all(String name, Deadline deadline, BiFunction<NovaApi, @Nullable String, String> ask)
            throws ProviderFailure {
        return session.all(name, Integer.MAX_VALUE, deadline, ask).elements();
    }

    private static Catalogue.Image image(JsonNode image) {
        String id = required(image, "id");
        JsonNode metadata = image.path("metadata");
        return new Catalogue.Image(
                id,
                named(text(image.path("name")), id),
                text(metadata.path("description")),
                text(metadata.path("architecture")),
                text(image.path("tenant_id")));
    }

    private static Catalogue.Realm realm(JsonNode zone) {
        String name = required(zone, "zoneName");
        return new Catalogue.Realm(
                name, name, zone.path("zoneState").path("available").asBoolean(false));
    }

    private static Catalogue.Profile profile(JsonNode flavor) {
        String id = required(flavor, "id");
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("cpu", number(flavor, "vcpus"));
        properties.put("memory", number(flavor, "ram"));
        properties.put("storage", number(flavor, "disk"));
        return new Catalogue.Profile(id, named(text(flavor.path("name")), id), properties);
    }

    private static String number(JsonNode flavor, String name) {
        JsonNode value = flavor.path(name);
        if (!value.isIntegralNumber()) {
            throw new Unreadable(name + " is not a number");
        }
        return value.asString();
    }

    private static String required(JsonNode element, String name) {
        String text = text(element.path(name));
        if (text == null) {
            throw new Unreadable("it has no " + name);
        }
        return text;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() && !node.asString().isEmpty() ? node.asString() : null;
    }

    static String named(@Nullable String name, String id) {
        return name == null || name.isBlank() ? id : name;
    }
}
