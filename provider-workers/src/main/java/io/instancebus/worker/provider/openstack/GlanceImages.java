package io.instancebus.worker.provider.openstack;

import io.instancebus.worker.provider.Catalogue;
import io.instancebus.worker.provider.OneByOne;
import io.instancebus.worker.provider.ProviderFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Images as Glance lists them: those that are the project's, are shared with it, or are everybody's. */
final class GlanceImages implements Offers.Images {
    private static final Logger log = LoggerFactory.getLogger(GlanceImages.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ACTIVE = "active";
    /** Glance's own limit, unless its owner has set another; it then gives shorter pages. */
    private static final int PAGE = 1_000;

    static final int MOST = 10_000;

    private final Session<GlanceApi> session;

    GlanceImages(Session<GlanceApi> session) {
        this.session = session;
    }

    /**
     * @param last the id of the last image, after which the next page begins; empty if it has none
     * @param more whether another page follows: where Glance says that it is, is not followed
     */
    private record Page(List<JsonNode> images, String last, boolean more) {
        static Page of(String answer) {
            JsonNode root = JSON.readTree(answer);
            if (!root.path("images").isArray()) {
                throw new IllegalArgumentException("no list of images");
            }
            List<JsonNode> images = root.path("images").valueStream().toList();
            String last = images.isEmpty() ? "" : images.getLast().path("id").asString("");
            return new Page(images, last, root.path("next").isString() && !last.isEmpty());
        }
    }

    @Override
    public List<Catalogue.Image> list(Deadline deadline, OneByOne reading) throws ProviderFailure {
        List<JsonNode> all = new ArrayList<>();
        Page page = page(null, deadline);
        all.addAll(page.images());
        while (page.more() && all.size() < MOST) {
            page = page(page.last(), deadline);
            all.addAll(page.images());
        }
        if (page.more()) {
            log.atWarn()
                    .addKeyValue("images", all.size())
                    .log("There are more images than are read; the others are left out");
        }
        return reading.read("image", all, image -> image.path("id").asString(""), GlanceImages::image);
    }

    private Page page(@Nullable String marker, Deadline deadline) throws ProviderFailure {
        return session.look(
                "list images",
                deadline,
                glance -> Page.of(marker == null ? glance.list(ACTIVE, PAGE) : glance.list(ACTIVE, PAGE, marker)));
    }

    private static Catalogue.Image image(JsonNode image) {
        String id = image.path("id").asString("");
        if (id.isEmpty()) {
            throw new IllegalArgumentException("an image without an id");
        }
        return new Catalogue.Image(
                id,
                Offers.named(image.path("name").asString(""), id),
                text(image.path("description")),
                text(image.path("architecture")),
                text(image.path("owner")));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.asString() : null;
    }
}
