package io.instancebus.provider.vsphere.vim;

/** A fault of a task or an event: its vim25 type and vCenter's message. */
public record LocalizedFault(String type, String message) {

    static LocalizedFault of(Element element) {
        String type = element.child("fault").map(Element::xsiType).orElse("UnknownFault");
        String message = element.text("localizedMessage");
        return new LocalizedFault(type, message == null || message.isBlank() ? type : message);
    }
}
