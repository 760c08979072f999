package io.instancebus.benchmarks.where;

/** What is over at a moment of a create, from the publisher's send to the row in the view; in this order. */
enum Milestone {
    SENT("command sent", Part.PUBLISHER),
    COMMAND_WRITTEN("command written", Part.PUBLISHER),
    COMMAND_READ("command read", Part.COMMAND_SERVICE),
    ACCEPTED("command decided", Part.COMMAND_SERVICE),
    TASK_WRITTEN("task written", Part.COMMAND_SERVICE),
    TASK_COMMITTED("task committed", Part.COMMAND_SERVICE),
    CALL_BEGUN("task begun", Part.WORKER),
    CALL_ANSWERED("provider answered", Part.PROVIDER),
    REPORT_WRITTEN("report written", Part.WORKER),
    REPORT_READ("report read", Part.COMMAND_SERVICE),
    SUBMITTED("report decided", Part.COMMAND_SERVICE),
    SUBMITTED_COMMITTED("its events committed", Part.COMMAND_SERVICE),
    OBSERVATION_DUE("observation due", Part.TIMER),
    OBSERVATION_COMMITTED("observation requested", Part.COMMAND_SERVICE),
    OBSERVATION_BEGUN("observation begun", Part.WATCHER),
    OBSERVATION_DONE("observation done", Part.PROVIDER),
    OBSERVATION_WRITTEN("observation written", Part.WATCHER),
    OBSERVATION_READ("observation read", Part.COMMAND_SERVICE),
    RUNNING("RUNNING decided", Part.COMMAND_SERVICE),
    RUNNING_COMMITTED("RUNNING committed", Part.COMMAND_SERVICE),
    EVENT_READ("event read", Part.PROJECTOR),
    ROW_WRITTEN("row written", Part.PROJECTOR);

    /** Who acts in the step that ends so. */
    enum Part {
        PUBLISHER("publisher"),
        COMMAND_SERVICE("command service"),
        WORKER("worker"),
        PROVIDER("provider"),
        TIMER("timer"),
        WATCHER("watcher"),
        PROJECTOR("projector");

        private final String label;

        Part(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    private final String label;
    private final Part part;

    Milestone(String label, Part part) {
        this.label = label;
        this.part = part;
    }

    String label() {
        return label;
    }

    Part part() {
        return part;
    }

    /** Whether it is of the observation, which a create does not need whose answer shows the machine. */
    boolean ofObservation() {
        return switch (this) {
            case OBSERVATION_BEGUN, OBSERVATION_DONE, OBSERVATION_WRITTEN, OBSERVATION_READ -> true;
            default -> false;
        };
    }

    /** Whether there are creates without it: a pass over all instances observes unasked. */
    boolean optional() {
        return this == OBSERVATION_DUE || this == OBSERVATION_COMMITTED;
    }
}
