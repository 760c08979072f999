package io.instancebus.provider.vsphere.vim;

/** A reference to an object of vCenter, for example VirtualMachine vm-42. */
public record ManagedObject(String type, String value) {
    /** The reference of objects that vCenter shows without one. */
    public static final ManagedObject UNNAMED = new ManagedObject("", "");

    @Override
    public String toString() {
        return value;
    }
}
