package io.instancebus.provider.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Unreadable;
import io.instancebus.provider.vsphere.vim.Element;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.ObjectContent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two datacenters, each with a cluster, a pool, a folder, a datastore and a network; the template lies in the first. */
class PlacementTest {
    private static final Map<String, String> SETTINGS =
            Map.of("url", "https://vcenter.example.com", "user", "bus", "password", "file:vcenter");

    private final List<ObjectContent> objects = new ArrayList<>();

    private final Inventory inventory = inventory();

    private Inventory inventory() {
        for (String dc : List.of("east", "west")) {
            add("Datacenter", dc, null, Map.of("vmFolder", reference("Folder", dc + "-vm")));
            add("Folder", dc + "-vm", reference("Datacenter", dc), Map.of());
            add(
                    "ClusterComputeResource",
                    dc + "-cluster",
                    reference("Datacenter", dc),
                    Map.of("resourcePool", reference("ResourcePool", dc + "-pool")));
            add("ResourcePool", dc + "-pool", reference("ClusterComputeResource", dc + "-cluster"), Map.of());
            add("Datastore", dc + "-store", reference("Datacenter", dc), Map.of("summary.accessible", text("true")));
            add("Network", dc + "-net", reference("Datacenter", dc), Map.of());
        }
        add(Machine.TYPE, "template", reference("Folder", "east-vm"), Map.of("config.template", text("true")));
        return Inventory.of(objects);
    }

    private void add(String type, String name, @Nullable Element parent, Map<String, Element> more) {
        Map<String, Element> properties = new HashMap<>(more);
        properties.put("name", text(name));
        if (parent != null) {
            properties.put("parent", parent);
        }
        objects.add(new ObjectContent(new ManagedObject(type, name), properties));
    }

    private static Element text(String text) {
        return new Element("val", null, null, text, List.of());
    }

    private static Element reference(String type, String name) {
        return new Element("val", null, type, name, List.of());
    }

    private Placement place(@Nullable String realm, String... settings) throws ProviderFailure {
        Map<String, String> all = new HashMap<>(SETTINGS);
        for (int index = 0; index < settings.length; index += 2) {
            all.put(settings[index], settings[index + 1]);
        }
        return Placement.of(Requests.of("key", "template", realm, null), VsphereConfig.read(all), inventory);
    }

    @Test
    void foldersInACircleHaveNoEndAndHideNoOther() throws Exception {
        add("Folder", "one", reference("Folder", "other"), Map.of());
        add("Folder", "other", reference("Folder", "one"), Map.of());
        add("Datastore", "lost", reference("Folder", "one"), Map.of());
        Inventory odd = Inventory.of(objects);

        assertThat(odd.find("datastore", Inventory.DATASTORES, "lost").object().value())
                .isEqualTo("lost");
        assertThat(odd.path(new ManagedObject("Datastore", "lost"))).isEqualTo("lost");
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> Catalogues.realm(odd, odd.find("datastore", Inventory.DATASTORES, "lost")));
        assertThat(odd.path(new ManagedObject("Datacenter", "east"))).endsWith("east");
    }

    @ParameterizedTest
    @CsvSource({"west-cluster", "west"})
    void aTemplatesDatastoreCannotBeUsedInAnotherDatacenter(String realm) {
        ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, () -> place(realm));

        assertThat(failure.failure().category()).isEqualTo(FailureCategory.INVALID);
        assertThat(failure.failure().message())
                .contains("east/east-vm/template", "another datacenter than west", "datastore");
    }

    @ParameterizedTest
    @CsvSource({
        "west-cluster, datastore, east-store",
        "west-store, folder, east-vm",
        "west-store, resource-pool, east-pool",
        "west-store, network, east-net",
    })
    void whatTheAccountNamesInOneDatacenterIsRefusedForAnother(String realm, String setting, String place) {
        ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, () -> place(realm, setting, place));

        assertThat(failure.failure().category()).isEqualTo(FailureCategory.INVALID);
        assertThat(failure.failure().message()).contains(place, "is not in the datacenter west");
    }

    @Test
    void aDatastoreOfTheOtherDatacenterIsEnough() throws Exception {
        Placement placement = place("west-store");

        assertThat(placement.datastore()).hasToString("west-store");
        assertThat(placement.folder()).hasToString("west-vm");
        assertThat(placement.pool()).hasToString("west-pool");
        assertThat(place("west-cluster", "datastore", "west-store").pool()).hasToString("west-pool");
    }

    @Test
    void withinItsDatacenterATemplateKeepsItsDatastore() throws Exception {
        assertThat(place(null).datastore()).isNull();
        assertThat(place("east-cluster").datastore()).isNull();
    }
}
