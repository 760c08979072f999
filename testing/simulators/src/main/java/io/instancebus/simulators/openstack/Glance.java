package io.instancebus.simulators.openstack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The images of Glance v2. Thread-safe. */
final class Glance {
    private static final int USUAL_PAGE = 25;

    private final List<Map<String, Object>> images = new ArrayList<>();
    private int longestPage = 1_000;

    Glance() {
        add(OpenstackSimulator.IMAGE, "debian-13", "active");
    }

    synchronized void longestPage(int most) {
        longestPage = most;
    }

    synchronized void add(String id, String name, String status) {
        Map<String, Object> image = new LinkedHashMap<>();
        image.put("architecture", "x86_64");
        image.put("description", "the image " + name);
        image.put("name", name);
        image.put("disk_format", "raw");
        image.put("container_format", "bare");
        image.put("visibility", "public");
        image.put("size", 11);
        image.put("virtual_size", null);
        image.put("status", status);
        image.put("protected", false);
        image.put("min_ram", 0);
        image.put("min_disk", 0);
        image.put("owner", OpenstackSimulator.PROJECT);
        image.put("os_hidden", false);
        image.put("id", id);
        image.put("created_at", "2026-01-01T00:00:00Z");
        image.put("updated_at", "2026-01-01T00:00:00Z");
        image.put("tags", List.of());
        image.put("self", "/v2/images/" + id);
        image.put("file", "/v2/images/" + id + "/file");
        image.put("schema", "/v2/schemas/image");
        images.add(image);
    }

    /** @param elsewhere the URL of the next page in the answer */
    synchronized Answer list(Map<String, String> query, String elsewhere) {
        String status = query.get("status");
        List<Map<String, Object>> all = images.stream()
                .filter(image -> status == null || status.equals(image.get("status")))
                .toList();
        int from = after(query.get("marker"), all);
        if (from < 0) {
            return page(400, "400 Bad Request", "No image found with ID " + query.get("marker"));
        }
        int size = Math.min(longestPage, Integer.parseInt(query.getOrDefault("limit", "" + USUAL_PAGE)));
        List<Map<String, Object>> shown = all.subList(from, Math.min(all.size(), from + size));
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("images", shown);
        page.put("first", "/v2/images");
        if (!shown.isEmpty() && shown.size() == size) {
            page.put("next", elsewhere + "?marker=" + shown.getLast().get("id"));
        }
        page.put("schema", "/v2/schemas/images");
        return Answer.json(200, page);
    }

    /** An error of Glance, which is HTML. */
    static Answer page(int status, String title, String words) {
        return new Answer(
                status,
                Map.of(),
                "<html>\n <head>\n  <title>%s</title>\n </head>\n <body>\n  <h1>%s</h1>\n  %s<br /><br />\n </body>\n</html>"
                        .formatted(title, title, words));
    }

    private static int after(@Nullable String marker, List<Map<String, Object>> all) {
        if (marker == null) {
            return 0;
        }
        int at = all.stream()
                .map(image -> Objects.requireNonNull(image.get("id")))
                .toList()
                .indexOf(marker);
        return at < 0 ? -1 : at + 1;
    }
}
