package io.instancebus.faults.check;

/** What must be true of a deployment at rest, whatever was done to it. A run fails unless each of them held. */
public enum Rule {
    ANSWERED_ONCE("each command answered exactly once"),
    ANSWERED_IN_TIME("each answer within its deadline"),
    SEQUENCES("sequences without a gap or a duplicate"),
    TRANSITIONS("only legal transitions"),
    SNAPSHOTS("the topic of current states is the fold of the log"),
    DEAD_LETTERS("undecodable bytes put aside as they came, and nothing else"),
    MADE_ONCE("one instance at the provider for each create"),
    AGREEMENT("bus and provider agree on what there is"),
    DESTROYED_ON_REQUEST("nothing destroyed that no command named"),
    LET_GO("memory and open files back to rest"),
    NO_SECRET_IN_RECORDS("no secret in any record"),
    NOTHING_STUCK("nothing stuck"),
    VIEW("the view is the fold of the log"),
    VIEW_REBUILT("after a rebuild, the view is the fold of the log"),
    HISTORY_REBUILT("after a rebuild, the view's history is the same"),
    FATES_REBUILT("after a rebuild, each command's fate is the same"),
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
