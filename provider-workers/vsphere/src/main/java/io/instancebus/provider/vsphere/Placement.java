package io.instancebus.provider.vsphere;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.ObjectContent;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The source and the places of a new machine.
 *
 * @param datastore null for the template's datastore
 * @param network null for the template's network
 */
record Placement(
        ManagedObject source,
        ManagedObject folder,
        ManagedObject pool,
        @Nullable ManagedObject datastore,
        @Nullable ManagedObject network) {

    /**
     * Chooses the places. The realm of the create (a datacenter, cluster, datastore or datastore cluster) precedes the
     * account's settings.
     */
    static Placement of(CreateRequest request, VsphereConfig config, Inventory inventory) throws ProviderFailure {
        return new Chooser(request, config, inventory).choose();
    }

    private record Chooser(CreateRequest request, VsphereConfig config, Inventory inventory) {

        Placement choose() throws ProviderFailure {
            ObjectContent source = inventory.find("template", Inventory.MACHINES, request.imageId());
            ObjectContent realm = realm();
            ObjectContent datacenter = datacenter(realm, source);
            ManagedObject datastore = datastore(realm);
            if (datastore == null && !inventory.within(source.object(), datacenter.object())) {
                throw invalid("the template " + inventory.path(source.object()) + " lies in another datacenter than "
                        + inventory.path(datacenter.object()) + ", where its datastore cannot be used: name a datastore"
                        + " or a datastore cluster there as the realm, or set the account's datastore");
            }
            return new Placement(
                    source.object(),
                    inside(datacenter, "folder", folder(datacenter)),
                    inside(datacenter, "resource pool", pool(realm, datacenter, source)),
                    datastore == null ? null : inside(datacenter, "datastore", datastore),
                    config.network() == null
                            ? null
                            : inside(
                                    datacenter,
                                    "network",
                                    inventory
                                            .find("network", Inventory.NETWORKS, config.network())
                                            .object()));
        }

        /** Rejects a place in another datacenter: vCenter accepts such a clone, and later fails it without a reason. */
        private ManagedObject inside(ObjectContent datacenter, String what, ManagedObject place)
                throws ProviderFailure {
            if (inventory.within(place, datacenter.object())) {
                return place;
            }
            throw invalid("the account's " + what + " " + inventory.path(place) + " is not in the datacenter "
                    + inventory.path(datacenter.object()) + ": name a realm in the same datacenter");
        }

        private static ProviderFailure invalid(String message) {
            return ProviderFailure.of(FailureCategory.INVALID, "OtherDatacenter", message);
        }

        private @Nullable ObjectContent realm() throws ProviderFailure {
            String id = request.realmId();
            if (id == null) {
                return null;
            }
            Set<String> kinds = new HashSet<>(Inventory.DATACENTERS);
            kinds.addAll(Inventory.CLUSTERS);
            kinds.addAll(Inventory.DATASTORES);
            return inventory.find("realm", kinds, id);
        }

        private ObjectContent datacenter(@Nullable ObjectContent realm, ObjectContent source) throws ProviderFailure {
            if (config.datacenter() != null && realm == null) {
                return inventory.find("datacenter", Inventory.DATACENTERS, config.datacenter());
            }
            ManagedObject inside = realm == null ? source.object() : realm.object();
            return inventory
                    .of(Inventory.DATACENTERS)
                    .filter(each -> inventory.within(inside, each.object()))
                    .findFirst()
                    .orElseThrow(() -> missing("datacenter of " + inventory.path(inside)));
        }

        private ManagedObject folder(ObjectContent datacenter) throws ProviderFailure {
            if (config.folder() != null) {
                return inventory
                        .find("folder", Inventory.FOLDERS, config.folder())
                        .object();
            }
            return Optional.ofNullable(datacenter.reference("vmFolder"))
                    .orElseThrow(() -> missing("folder for machines"));
        }

        private ManagedObject pool(@Nullable ObjectContent realm, ObjectContent datacenter, ObjectContent source)
                throws ProviderFailure {
            if (realm != null && Inventory.CLUSTERS.contains(realm.object().type())) {
                return root(realm);
            }
            if (config.resourcePool() != null) {
                return inventory
                        .find("resource pool", Inventory.POOLS, config.resourcePool())
                        .object();
            }
            if (config.cluster() != null) {
                return root(inventory.find("cluster", Inventory.CLUSTERS, config.cluster()));
            }
            ManagedObject own = source.reference("resourcePool");
            if (own != null && !source.isTrue("config.template") && inventory.within(own, datacenter.object())) {
                return own;
            }
            List<ObjectContent> clusters = inventory
                    .of(Inventory.CLUSTERS)
                    .filter(each -> inventory.within(each.object(), datacenter.object()))
                    .toList();
            if (clusters.size() != 1) {
                throw ProviderFailure.of(
                        FailureCategory.INVALID,
                        "NoCluster",
                        "there are " + clusters.size() + " clusters in " + inventory.path(datacenter.object())
                                + "; name one as the realm, or set the account's cluster or resource-pool");
            }
            return root(clusters.getFirst());
        }

        private ManagedObject root(ObjectContent cluster) throws ProviderFailure {
            return Optional.ofNullable(cluster.reference("resourcePool"))
                    .orElseThrow(() -> missing("resource pool of " + inventory.path(cluster.object())));
        }

        private @Nullable ManagedObject datastore(@Nullable ObjectContent realm) throws ProviderFailure {
            if (realm != null && Inventory.DATASTORES.contains(realm.object().type())) {
                return roomiest(realm);
            }
            return config.datastore() == null
                    ? null
                    : roomiest(inventory.find("datastore", Inventory.DATASTORES, config.datastore()));
        }

        /** The datastore itself; of a datastore cluster the datastore with the most free space. */
        private ManagedObject roomiest(ObjectContent store) throws ProviderFailure {
            if (!store.object().type().equals("StoragePod")) {
                return store.object();
            }
            return inventory
                    .of(Inventory.DATASTORES)
                    .filter(each ->
                            store.object().equals(each.reference("parent")) && each.isTrue("summary.accessible"))
                    .max(Comparator.comparingLong(Chooser::freeSpace))
                    .map(ObjectContent::object)
                    .orElseThrow(() -> ProviderFailure.of(
                            FailureCategory.CAPACITY,
                            "NoDatastore",
                            "the datastore cluster " + inventory.path(store.object())
                                    + " has no accessible datastore"));
        }

        private static long freeSpace(ObjectContent store) {
            String bytes = store.text("summary.freeSpace");
            return bytes != null && bytes.matches("[0-9]{1,18}") ? Long.parseLong(bytes) : 0;
        }

        private static ProviderFailure missing(String what) {
            return ProviderFailure.of(FailureCategory.NOT_FOUND, "NotFound", "vCenter does not show the " + what);
        }
    }
}
