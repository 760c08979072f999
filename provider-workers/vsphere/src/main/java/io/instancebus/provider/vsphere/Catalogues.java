package io.instancebus.provider.vsphere;

import io.instancebus.domain.Catalogue;
import io.instancebus.provider.OneByOne;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Unreadable;
import io.instancebus.provider.vsphere.vim.ObjectContent;
import java.util.List;
import java.util.Set;

/** Reads the catalogue from a vCenter's inventory: templates, and the places where machines can be created. */
final class Catalogues {
    private static final Set<String> PLACES =
            Set.of("Datacenter", "ClusterComputeResource", "ComputeResource", "Datastore", "StoragePod");

    private Catalogues() {}

    static Catalogue of(Inventory inventory) throws ProviderFailure {
        OneByOne reading = new OneByOne();
        List<Catalogue.Image> images =
                reading.read("image", inventory.templates(), Inventory::name, template -> image(inventory, template));
        List<Catalogue.Realm> realms =
                reading.read("realm", inventory.of(PLACES).toList(), Inventory::name, place -> realm(inventory, place));
        for (int i = 0; i < inventory.unnamed(); i++) {
            reading.leaveOut("realm", null, "vCenter shows it without saying what it is");
        }
        return reading.catalogue(images, realms, Size.profiles());
    }

    /** @throws Unreadable if it is not clear whether it is a template, or it has no path */
    private static Catalogue.Image image(Inventory inventory, ObjectContent template) {
        requirePath(inventory, template);
        if (!template.isTrue("config.template")) {
            throw new Unreadable("whether it is a template is neither true nor false");
        }
        return new Catalogue.Image(
                inventory.imageId(template),
                Inventory.name(template),
                template.text("config.guestFullName"),
                null,
                null);
    }

    /** @throws Unreadable if it has no path, or it is not clear whether it is accessible */
    static Catalogue.Realm realm(Inventory inventory, ObjectContent place) {
        requirePath(inventory, place);
        String accessible = place.text("summary.accessible");
        if (accessible != null && !accessible.equals("true") && !accessible.equals("false")) {
            throw new Unreadable("whether it is accessible is neither true nor false");
        }
        return new Catalogue.Realm(inventory.path(place.object()), Inventory.name(place), !"false".equals(accessible));
    }

    private static void requirePath(Inventory inventory, ObjectContent object) {
        if (!inventory.hasPath(object)) {
            throw new Unreadable("it lies in folders without an end");
        }
    }
}
