package io.instancebus.worker.provider.vsphere.vim;

/** A reference to an object of vCenter, for example VirtualMachine vm-42. */
public record ManagedObject(String type, String value) {
    @Override
    public String toString() {
        return value;
    }
}
