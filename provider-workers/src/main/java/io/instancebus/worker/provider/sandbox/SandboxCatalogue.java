package io.instancebus.worker.provider.sandbox;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.Catalogue.Image;
import io.instancebus.domain.Catalogue.Profile;
import io.instancebus.domain.Catalogue.Realm;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.worker.provider.CreateRequest;
import io.instancebus.worker.provider.ProviderFailure;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the sandbox has on offer: what Deltacloud's mock driver had, but what is not on offer is refused. */
final class SandboxCatalogue {
    static final String DEFAULT_REALM = "us";
    static final String DEFAULT_PROFILE = "m1-small";

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

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,3})?");
    private static final int MOST_CPUS = 64;
    private static final int MOST_MEMORY_MB = 1024 * 1024;
    private static final int MOST_STORAGE_GB = 64 * 1024;

    private SandboxCatalogue() {}

    static Image image(String id) {
        return CATALOGUE.images().stream()
                .filter(image -> image.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("an instance has the unknown image " + id));
    }

    /** Refuses what is not on offer: NOT_FOUND for an unknown id, INVALID for a size that nobody has. */
    static void check(CreateRequest request) throws ProviderFailure {
        known("image", request.imageId(), CATALOGUE.images().stream().map(Image::id));
        known("realm", realm(request), CATALOGUE.realms().stream().map(Realm::id));
        known(
                "hardware profile",
                profile(request),
                CATALOGUE.hardwareProfiles().stream().map(Profile::id));
        HardwareProfile profile = request.hardwareProfile();
        if (profile != null) {
            for (Map.Entry<String, String> override : profile.overrides().entrySet()) {
                check(override.getKey(), override.getValue());
            }
        }
    }

    static String realm(CreateRequest request) {
        String realm = request.realmId();
        return realm == null ? DEFAULT_REALM : realm;
    }

    static String profile(CreateRequest request) {
        HardwareProfile profile = request.hardwareProfile();
        String id = profile == null ? null : profile.id();
        return id == null ? DEFAULT_PROFILE : id;
    }

    private static void known(String kind, String id, Stream<String> offered) throws ProviderFailure {
        List<String> ids = offered.toList();
        if (!ids.contains(id)) {
            throw ProviderFailure.of(
                    FailureCategory.NOT_FOUND,
                    "NotFound",
                    "there is no " + kind + " \"" + id + "\"; there are " + String.join(", ", ids));
        }
    }

    private static void check(String name, String value) throws ProviderFailure {
        switch (name) {
            case "cpu" -> within(name, value, MOST_CPUS, true);
            case "memory" -> within(name, value, MOST_MEMORY_MB, false);
            case "storage" -> within(name, value, MOST_STORAGE_GB, false);
            case "architecture" -> architecture(value);
            default ->
                throw invalid("a hardware profile has no \"" + name + "\"; it has cpu, memory, storage and"
                        + " architecture");
        }
    }

    private static void within(String name, String value, int most, boolean whole) throws ProviderFailure {
        boolean number = NUMBER.matcher(value).matches() && !(whole && value.contains("."));
        BigDecimal amount = number ? new BigDecimal(value) : BigDecimal.ZERO;
        if (amount.signum() <= 0 || amount.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw invalid(name + " must be a" + (whole ? " whole" : "") + " number above 0 and at most " + most
                    + ", not \"" + value + "\"");
        }
    }

    private static void architecture(String value) throws ProviderFailure {
        List<String> known =
                CATALOGUE.images().stream().map(Image::architecture).distinct().collect(Collectors.toList());
        if (!known.contains(value)) {
            throw invalid("there is no architecture \"" + value + "\"; there are x86_64 and i386");
        }
    }

    private static ProviderFailure invalid(String message) {
        return ProviderFailure.of(FailureCategory.INVALID, "InvalidParameterValue", message);
    }

    private static Profile profile(String id, String cpu, String memory, String storage, String architecture) {
        return new Profile(
                id, id, Map.of("cpu", cpu, "memory", memory, "storage", storage, "architecture", architecture));
    }
}
