package io.instancebus.provider.vsphere.vim;

/** vCenter answered the call with a fault. */
public final class VimFault extends VimException {
    private static final long serialVersionUID = 1L;

    private final String type;

    public VimFault(String type, String message) {
        super(message, null);
        this.type = type;
    }

    static VimFault of(Element soapFault) {
        String message = soapFault.text("faultstring");
        String type = soapFault
                .child("detail")
                .flatMap(detail -> detail.children().stream().findFirst())
                .map(VimFault::type)
                .orElse("SoapFault");
        return new VimFault(type, message == null || message.isBlank() ? type : message);
    }

    private static String type(Element detail) {
        String type = detail.xsiType();
        return type == null ? detail.name().replaceFirst("Fault$", "") : type;
    }

    /** The vim25 name of the fault's type, for example NoPermission. */
    public String type() {
        return type;
    }

    public boolean is(String wanted) {
        return type.equals(wanted);
    }
}
