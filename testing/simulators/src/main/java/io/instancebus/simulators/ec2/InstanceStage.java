package io.instancebus.simulators.ec2;

/** The states of an instance, with EC2's codes and words. */
enum InstanceStage {
    PENDING(0, "pending"),
    RUNNING(16, "running"),
    SHUTTING_DOWN(32, "shutting-down"),
    TERMINATED(48, "terminated"),
    STOPPING(64, "stopping"),
    STOPPED(80, "stopped");

    private final int code;
    private final String word;

    InstanceStage(int code, String word) {
        this.code = code;
        this.word = word;
    }

    String word() {
        return word;
    }

    void write(Xml xml, String element) {
        xml.open(element)
                .text("code", Integer.toString(code))
                .text("name", word)
                .close(element);
    }
}
