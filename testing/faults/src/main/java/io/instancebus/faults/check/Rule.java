package io.instancebus.faults.check;

/** The rules that must hold in a deployment at rest, whatever faults it had. A run fails unless every rule held. */
public enum Rule {
    ANSWERED_ONCE("each command is answered exactly once"),
    ANSWERED_IN_TIME("each answer is within its deadline"),
    SEQUENCES("sequences have no gaps and no duplicates"),
    TRANSITIONS("all state transitions are legal"),
    SNAPSHOTS("the topic of snapshots equals the fold of the log"),
    DEAD_LETTERS("undecodable records, and no others, are unchanged among the dead letters"),
    MADE_ONCE("one machine at the provider for each create"),
    AGREEMENT("bus and provider agree on every instance"),
    DESTROYED_ON_REQUEST("no machine was destroyed without a command"),
    LET_GO("memory and open files are back at their level before the faults"),
    NO_SECRET_IN_RECORDS("no secret in any record"),
    NOTHING_STUCK("no command and no instance is stuck"),
    VIEW("the view equals the fold of the log"),
    VIEW_REBUILT("after a rebuild, the view equals the fold of the log"),
    HISTORY_REBUILT("after a rebuild, the view's history is the same"),
    FATES_REBUILT("after a rebuild, the status of each command is the same"),
    REBUILD_HARMLESS("the rebuild changed nothing at the provider"),
    NO_SECRET_IN_FILES("no secret in any file");

    private final String words;

    Rule(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
