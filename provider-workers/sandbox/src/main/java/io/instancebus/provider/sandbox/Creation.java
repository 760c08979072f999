package io.instancebus.provider.sandbox;

import io.instancebus.domain.Catalogue.Image;
import io.instancebus.domain.Catalogue.Profile;
import io.instancebus.domain.Catalogue.Realm;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.ProviderFailure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Creates the instance of a create request. */
final class Creation {
    private static final String DEFAULT_REALM = "us";
    private static final String DEFAULT_PROFILE = "m1-small";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,3})?");
    private static final int MOST_CPUS = 64;
    private static final int MOST_MEMORY_MB = 1024 * 1024;
    private static final int MOST_STORAGE_GB = 64 * 1024;

    private Creation() {}

    /** @param candidate the native id for the instance, unless another worker's create with the same key came first */
    static SandboxInstance of(
            CreateRequest request, SandboxMode mode, String candidate, Instant now, Duration startDelay)
            throws ProviderFailure {
        return new SandboxInstance(
                candidate,
                request.requestKey(),
                request.instanceId().value(),
                request.imageId(),
                realm(request),
                profile(request),
                request.name(),
                now,
                InjectedFaults.stages(mode, request, now, startDelay),
                null,
                mode == SandboxMode.DEAF,
                mode == SandboxMode.FAIL_LATE ? InjectedFaults.LATE_FAULT : null);
    }

    /** Refuses requests beyond the catalogue: NOT_FOUND for an unknown id, INVALID for a size that does not exist. */
    static void check(CreateRequest request) throws ProviderFailure {
        known("image", request.imageId(), Catalogues.CATALOGUE.images().stream().map(Image::id));
        known("realm", realm(request), Catalogues.CATALOGUE.realms().stream().map(Realm::id));
        known(
                "hardware profile",
                profile(request),
                Catalogues.CATALOGUE.hardwareProfiles().stream().map(Profile::id));
        HardwareProfile profile = request.hardwareProfile();
        if (profile != null) {
            for (Map.Entry<String, String> override : profile.overrides().entrySet()) {
                check(override.getKey(), override.getValue());
            }
        }
    }

    private static String realm(CreateRequest request) {
        String realm = request.realmId();
        return realm == null ? DEFAULT_REALM : realm;
    }

    private static String profile(CreateRequest request) {
        HardwareProfile profile = request.hardwareProfile();
        String id = profile == null ? null : profile.id();
        return id == null ? DEFAULT_PROFILE : id;
    }

    private static void known(String kind, String id, Stream<String> offered) throws ProviderFailure {
        List<String> ids = offered.toList();
        if (!ids.contains(id)) {
            throw Failures.notOffered("there is no " + kind + " \"" + id + "\"; there are " + String.join(", ", ids));
        }
    }

    private static void check(String name, String value) throws ProviderFailure {
        switch (name) {
            case "cpu" -> within(name, value, MOST_CPUS, true);
            case "memory" -> within(name, value, MOST_MEMORY_MB, false);
            case "storage" -> within(name, value, MOST_STORAGE_GB, false);
            case "architecture" -> architecture(value);
            default ->
                throw Failures.invalid("a hardware profile has no \"" + name + "\"; it has cpu, memory, storage and"
                        + " architecture");
        }
    }

    private static void within(String name, String value, int most, boolean whole) throws ProviderFailure {
        boolean number = NUMBER.matcher(value).matches() && !(whole && value.contains("."));
        BigDecimal amount = number ? new BigDecimal(value) : BigDecimal.ZERO;
        if (amount.signum() <= 0 || amount.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw Failures.invalid(name + " must be a" + (whole ? " whole" : "") + " number above 0 and at most " + most
                    + ", not \"" + value + "\"");
        }
    }

    private static void architecture(String value) throws ProviderFailure {
        List<String> known = Catalogues.CATALOGUE.images().stream()
                .map(Image::architecture)
                .distinct()
                .collect(Collectors.toList());
        if (!known.contains(value)) {
            throw Failures.invalid("there is no architecture \"" + value + "\"; there are x86_64 and i386");
        }
    }
}
