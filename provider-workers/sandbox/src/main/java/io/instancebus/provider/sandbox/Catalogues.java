package io.instancebus.provider.sandbox;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.Catalogue.Image;
import io.instancebus.domain.Catalogue.Profile;
import io.instancebus.domain.Catalogue.Realm;
import java.util.List;
import java.util.Map;

/** The sandbox's catalogue: that of Deltacloud's mock driver, but requests for anything else are refused. */
final class Catalogues {
    static final Catalogue CATALOGUE = new Catalogue(
            List.of(
                    new Image("img1", "img1", "Fedora 10", "x86_64", "fedoraproject"),
                    new Image("img2", "img2", "Fedora 10", "i386", "fedoraproject"),
                    new Image("img3", "img3", "JBoss", "i386", "mockuser")),
            List.of(new Realm("us", "United States", true), new Realm("eu", "Europe", true)),
            List.of(
                    profile("m1-small", "1", "1740", "160", "i386"),
                    profile("m1-large", "1", "10240", "850", "x86_64"),
                    profile("m1-xlarge", "4", "12288", "1024", "x86_64"),
                    new Profile("opaque", "opaque", Map.of())));

    private Catalogues() {}

    static Image image(String id) {
        return CATALOGUE.images().stream()
                .filter(image -> image.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("an instance has the unknown image " + id));
    }

    private static Profile profile(String id, String cpu, String memory, String storage, String architecture) {
        return new Profile(
                id, id, Map.of("cpu", cpu, "memory", memory, "storage", storage, "architecture", architecture));
    }
}
