package io.instancebus.provider.openstack;

import io.instancebus.domain.Catalogue;
import io.instancebus.provider.OneByOne;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Unreadable;
import io.instancebus.provider.http.Deadline;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Images from Glance: the project's own, those shared with it, and public ones. */
final class GlanceImages implements Catalogues.Images {
    private static final Logger log = LoggerFactory.getLogger(GlanceImages.class);
    private static final String ACTIVE = "active";
    /** Glance's default limit; an operator can configure a lower one, and pages are then shorter. */
    private static final int PAGE = 1_000;

    static final int MOST = 10_000;

    private final Session<GlanceApi> session;

    GlanceImages(Session<GlanceApi> session) {
        this.session = session;
    }

    @Override
    public List<Catalogue.Image> list(Deadline deadline, OneByOne reading) throws ProviderFailure {
        Page.All images = session.all(
                "images",
                MOST,
                deadline,
                (glance, marker) -> marker == null ? glance.list(ACTIVE, PAGE) : glance.list(ACTIVE, PAGE, marker));
        if (images.cut()) {
            log.atWarn()
                    .addKeyValue("images", images.elements().size())
                    .log("There are more images than the catalogue reads; the others are omitted");
        }
        return reading.read("image", images.elements(), Page::id, GlanceImages::image);
    }

    private static Catalogue.Image image(JsonNode image) {
        String id = Page.id(image);
        if (id == null) {
            throw new Unreadable("an image without an id");
        }
        return new Catalogue.Image(
                id,
                Catalogues.named(image.path("name").asString(""), id),
                text(image.path("description")),
                text(image.path("architecture")),
                text(image.path("owner")));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.asString() : null;
    }
}
