package io.instancebus.provider.vsphere;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.vsphere.vim.Element;
import io.instancebus.provider.vsphere.vim.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a CloneVM_Task. The machine has our ids in its instance UUID and in its settings, and vCenter
 * powers it on, so that the create needs no second step of a worker.
 *
 * @param nic the change of the template's first network card; null for none
 * @param customization the guest customization; null for none
 */
record Creation(
        CreateRequest request,
        String nativeId,
        Placement placement,
        Size size,
        @Nullable NetworkCard nic,
        @Nullable Element customization) {

    /** A network card of the template, and the network to connect it to. */
    record NetworkCard(Element device, Backing backing) {}

    /**
     * A reference to a network: a standard one by its name, one of a distributed switch by the switch's UUID and the
     * port group's key.
     */
    sealed interface Backing {
        record Standard(String name) implements Backing {}

        record Distributed(String switchUuid, String portgroupKey) implements Backing {}
    }

    /** Rejects a create with parameters that vCenter does not have. */
    static void check(CreateRequest request) throws ProviderFailure {
        if (request.keyName() != null || !request.firewalls().isEmpty()) {
            throw ProviderFailure.of(
                    FailureCategory.INVALID,
                    "NotSupported",
                    "vSphere has neither key pairs nor firewalls; put the key into the user data");
        }
    }

    void write(Request to) {
        to.reference("folder", placement.folder());
        to.text("name", Naming.machine(request.name(), nativeId));
        to.open("spec");
        to.open("location");
        to.reference("datastore", placement.datastore());
        to.reference("pool", placement.pool());
        to.close();
        to.flag("template", false);
        config(to);
        if (customization != null) {
            to.copy("customization", customization);
        }
        to.flag("powerOn", true);
        to.close();
    }

    private void config(Request to) {
        to.open("config");
        to.text("instanceUuid", nativeId);
        to.optional("numCPUs", size.cpus()).optional("memoryMB", size.memoryMb());
        if (nic != null) {
            network(to, nic);
        }
        settings()
                .forEach((key, value) -> to.open("extraConfig")
                        .text("key", key)
                        .text("value", "xsd:string", value)
                        .close());
        to.close();
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("instancebus.instance", request.instanceId().value());
        settings.put("instancebus.request", request.requestKey());
        // These keys are those of cloud-init's VMware data source.
        settings.put("guestinfo.metadata", base64(metadata().getBytes(StandardCharsets.UTF_8)));
        settings.put("guestinfo.metadata.encoding", "base64");
        byte[] userData = request.userData();
        if (userData != null) {
            settings.put("guestinfo.userdata", base64(userData));
            settings.put("guestinfo.userdata.encoding", "base64");
        }
        return settings;
    }

    private String metadata() {
        String host = request.name() == null ? Naming.machine(null, nativeId) : request.name();
        return "instance-id: " + nativeId + "\nlocal-hostname: \"" + host.replaceAll("[^A-Za-z0-9.-]", "-") + "\"\n";
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static void network(Request to, NetworkCard card) {
        to.open("deviceChange")
                .text("operation", "edit")
                .open("device", card.device().xsiType());
        for (Element part : card.device().children()) {
            switch (part.name()) {
                case "backing" -> backing(to, card.backing());
                // This is the template's address; the machine gets another.
                case "macAddress" -> {}
                default -> to.copy(part.name(), part);
            }
        }
        to.close().close();
    }

    private static void backing(Request to, Backing backing) {
        switch (backing) {
            case Backing.Standard standard ->
                to.open("backing", "VirtualEthernetCardNetworkBackingInfo").text("deviceName", standard.name());
            case Backing.Distributed distributed ->
                to.open("backing", "VirtualEthernetCardDistributedVirtualPortBackingInfo")
                        .open("port")
                        .text("switchUuid", distributed.switchUuid())
                        .text("portgroupKey", distributed.portgroupKey())
                        .close();
        }
        to.close();
    }

    /** Without the user data, which may be secret. */
    @Override
    public String toString() {
        return "Creation[" + nativeId + "]";
    }
}
