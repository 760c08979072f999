package io.instancebus.provider.vsphere.vim;

/** What went wrong with a task or is told by an event: vim25's type of fault, and vCenter's words. */
public record LocalizedFault(String type, String message) {

    static LocalizedFault of(Element element) {
        String type = element.child("fault").map(Element::xsiType).orElse("UnknownFault");
        String message = element.text("localizedMessage");
        return new LocalizedFault(type, message == null || message.isBlank() ? type : message);
    }
}
