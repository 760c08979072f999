package io.instancebus.provider.vsphere.vim;

/** The references of a vCenter's services. */
public record ServiceContent(
        ManagedObject rootFolder,
        ManagedObject propertyCollector,
        ManagedObject viewManager,
        ManagedObject sessionManager,
        ManagedObject eventManager,
        ManagedObject taskManager,
        ManagedObject searchIndex,
        ManagedObject customizationSpecManager) {

    static ServiceContent of(Element content) throws VimFault {
        return new ServiceContent(
                service(content, "rootFolder"),
                service(content, "propertyCollector"),
                service(content, "viewManager"),
                service(content, "sessionManager"),
                service(content, "eventManager"),
                service(content, "taskManager"),
                service(content, "searchIndex"),
                service(content, "customizationSpecManager"));
    }

    private static ManagedObject service(Element content, String name) throws VimFault {
        return content.managedObject(name)
                .orElseThrow(() -> new VimFault("NotSupported", "the server has no " + name + "; it is no vCenter"));
    }
}
