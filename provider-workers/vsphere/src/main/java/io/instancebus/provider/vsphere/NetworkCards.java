package io.instancebus.provider.vsphere;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.vsphere.Creation.Backing;
import io.instancebus.provider.vsphere.Creation.NetworkCard;
import io.instancebus.provider.vsphere.vim.Element;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.ObjectContent;
import io.instancebus.provider.vsphere.vim.Properties;
import io.instancebus.provider.vsphere.vim.VimException;
import io.instancebus.provider.vsphere.vim.VimSession;

/** Finds a template's first network card, and how to connect it to another network. */
record NetworkCards(VimSession session, Deadline deadline) {
    private static final String DEVICES = "config.hardware.device";

    NetworkCard of(ManagedObject template, ManagedObject network) throws VimException, ProviderFailure {
        Element devices = only(template, DEVICES).properties().get(DEVICES);
        Element card = devices == null
                ? null
                : devices.children().stream()
                        // Network cards are the only devices that have an address type.
                        .filter(device -> device.child("addressType").isPresent())
                        .findFirst()
                        .orElse(null);
        if (card == null) {
            throw ProviderFailure.of(
                    FailureCategory.INVALID, "NoNetworkCard", "the template has no network card to put on a network");
        }
        return new NetworkCard(card, backing(network));
    }

    private Backing backing(ManagedObject network) throws VimException, ProviderFailure {
        if (!network.type().equals("DistributedVirtualPortgroup")) {
            return new Backing.Standard(required(only(network, "name"), "name"));
        }
        ObjectContent portgroup = only(network, "key", "config.distributedVirtualSwitch");
        ManagedObject owner = portgroup.reference("config.distributedVirtualSwitch");
        if (owner == null) {
            throw unseen("switch of the network");
        }
        return new Backing.Distributed(required(only(owner, "uuid"), "uuid"), required(portgroup, "key"));
    }

    private ObjectContent only(ManagedObject object, String... paths) throws VimException, ProviderFailure {
        return session.retrieve(Properties.of(object, paths), deadline).stream()
                .findFirst()
                .orElseThrow(() -> unseen(object.type()));
    }

    private static String required(ObjectContent content, String path) throws ProviderFailure {
        String text = content.text(path);
        if (text == null) {
            throw unseen(content.object().type() + "'s " + path);
        }
        return text;
    }

    private static ProviderFailure unseen(String what) {
        return ProviderFailure.of(FailureCategory.NOT_FOUND, "NotFound", "vCenter does not show the " + what);
    }
}
