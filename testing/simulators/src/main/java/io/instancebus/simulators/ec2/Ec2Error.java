package io.instancebus.simulators.ec2;

/** An error response, in EC2's form. */
final class Ec2Error extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    Ec2Error(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static Ec2Error client(String code, String message) {
        return new Ec2Error(400, code, message);
    }

    static Ec2Error noSuchInstance(String id) {
        return client("InvalidInstanceID.NotFound", "The instance ID '" + id + "' does not exist");
    }

    int status() {
        return status;
    }

    Xml xml() {
        return new Xml()
                .open("Response")
                .open("Errors")
                .open("Error")
                .text("Code", code)
                .text("Message", String.valueOf(getMessage()))
                .close("Error")
                .close("Errors")
                .text("RequestID", Xml.requestId())
                .close("Response");
    }
}
