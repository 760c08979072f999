package io.instancebus.worker.provider.openstack;

import com.google.common.base.Optional;
import com.google.common.collect.FluentIterable;
import io.instancebus.worker.provider.Catalogue;
import io.instancebus.worker.provider.ProviderFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jclouds.openstack.nova.v2_0.domain.Flavor;
import org.jclouds.openstack.nova.v2_0.domain.Image;
import org.jclouds.openstack.nova.v2_0.domain.regionscoped.AvailabilityZone;
import org.jclouds.openstack.v2_0.domain.PaginatedCollection;
import org.jclouds.openstack.v2_0.options.PaginationOptions;
import org.jspecify.annotations.Nullable;

/** What servers can be made from. */
final class Offers {
    private final Session<NovaApi> session;
    private final Images images;

    /** Where images are listed. */
    @FunctionalInterface
    interface Images {
        List<Catalogue.Image> list(Deadline deadline) throws ProviderFailure;
    }

    /** Images as Nova passes Glance's on. */
    Offers(Session<NovaApi> session) {
        this.session = session;
        this.images = this::imagesOfNova;
    }

    Offers(Session<NovaApi> session, Images images) {
        this.session = session;
        this.images = images;
    }

    Catalogue catalogue(Deadline deadline) throws ProviderFailure {
        return new Catalogue(
                images.list(deadline),
                zones(deadline).stream()
                        .map(zone -> new Catalogue.Realm(
                                zone.getName(), zone.getName(), zone.getState().isAvailable()))
                        .toList(),
                all("list flavors", deadline, api -> api.flavors()::listInDetail).stream()
                        .map(Offers::profile)
                        .toList());
    }

    private List<Catalogue.Image> imagesOfNova(Deadline deadline) throws ProviderFailure {
        return all("list images", deadline, api -> api.images()::listInDetail).stream()
                .filter(image -> image.getStatus() == Image.Status.ACTIVE)
                .map(Offers::image)
                .toList();
    }

    /** Rackspace has none, and says so with 404. */
    private List<AvailabilityZone> zones(Deadline deadline) throws ProviderFailure {
        FluentIterable<AvailabilityZone> zones = session.<FluentIterable<AvailabilityZone>>find(
                        "list availability zones", deadline, api -> api.zones().listAvailabilityZones())
                .orElse(FluentIterable.of());
        return zones.toList();
    }

    private <T> List<T> all(
            String name, Deadline deadline, Function<NovaApi, Function<PaginationOptions, PaginatedCollection<T>>> list)
            throws ProviderFailure {
        List<T> all = new ArrayList<>();
        Optional<Object> next = Optional.of(new PaginationOptions());
        while (next.isPresent()) {
            PaginationOptions from = (PaginationOptions) next.get();
            PaginatedCollection<T> page =
                    session.look(name, deadline, api -> list.apply(api).apply(from));
            page.forEach(all::add);
            next = page.nextMarker();
        }
        return all;
    }

    private static Catalogue.Image image(Image image) {
        Map<String, String> metadata = image.getMetadata();
        return new Catalogue.Image(
                image.getId(),
                named(image.getName(), image.getId()),
                metadata.get("description"),
                metadata.get("architecture"),
                image.getTenantId());
    }

    private static Catalogue.Profile profile(Flavor flavor) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("cpu", Integer.toString(flavor.getVcpus()));
        properties.put("memory", Integer.toString(flavor.getRam()));
        properties.put("storage", Integer.toString(flavor.getDisk()));
        return new Catalogue.Profile(flavor.getId(), named(flavor.getName(), flavor.getId()), properties);
    }

    static String named(@Nullable String name, String id) {
        return name == null || name.isBlank() ? id : name;
    }
}
