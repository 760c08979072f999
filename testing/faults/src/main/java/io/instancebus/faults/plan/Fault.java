package io.instancebus.faults.plan;

import java.time.Duration;

/** Something that goes wrong, and for how long. */
public sealed interface Fault {
    String KAFKA = "kafka";
    String REGISTRY = "registry";
    String POSTGRES = "postgres";

    Kind kind();

    /** How long it lasts before it is undone. */
    Duration hold();

    /** For a person. */
    String words();

    /** SIGKILL, and a start after hold. */
    record Kill(String process, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return kindOf(process, Kind.KILL);
        }

        @Override
        public String words() {
            return "kill -9 of " + process + ", started again after " + seconds(hold);
        }
    }

    /** SIGSTOP, and SIGCONT after hold. */
    record Pause(String process, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return kindOf(process, Kind.PAUSE);
        }

        @Override
        public String words() {
            return process + " stopped, continued after " + seconds(hold);
        }
    }

    /** No connection between a service and what it depends on. */
    record Cut(String service, String dependency, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return Kind.CUT;
        }

        @Override
        public String words() {
            return "no connection from " + service + " to " + dependency + " for " + seconds(hold);
        }
    }

    /** Each packet late, either way. */
    record Slow(String service, String dependency, Duration by, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return Kind.SLOW;
        }

        @Override
        public String words() {
            return service + " and " + dependency + " hear from each other " + by.toMillis() + " ms late for "
                    + seconds(hold);
        }
    }

    /** Connections that carry nothing. */
    record Silent(String service, String dependency, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return Kind.SILENT;
        }

        @Override
        public String words() {
            return "nothing passes between " + service + " and " + dependency + " for " + seconds(hold);
        }
    }

    /** Undecodable records, all to one partition of a topic. */
    record Garbage(String topic, int records, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return Kind.GARBAGE;
        }

        @Override
        public String words() {
            return records + " undecodable records in one partition of " + topic;
        }
    }

    /** The latest records of a topic, byte for byte once more. */
    record Duplicates(String topic, int records, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return Kind.DUPLICATES;
        }

        @Override
        public String words() {
            return "the last " + records + " records of each partition of " + topic + " once more";
        }
    }

    /** Records under known schemas that do harm to a decoder which believes them, to one partition of a topic. */
    record Bombs(String topic, int broken, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return Kind.BOMBS;
        }

        @Override
        public String words() {
            return "bytes that attack a decoder, and " + broken + " broken records, in " + topic;
        }
    }

    /** Commands with texts, numbers and instants that some part may not take, past the gateway and the client. */
    record Extremes(Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return Kind.EXTREMES;
        }

        @Override
        public String words() {
            return "commands with NULs and extreme values, by Kafka";
        }
    }

    /** Reports that say of old creates that they made machines which are others'. */
    record Forgeries(int reports, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return Kind.FORGERIES;
        }

        @Override
        public String words() {
            return reports
                    + " forged reports with the ids of others' machines, and as many looks with the highest numbers";
        }
    }

    /** A service starts afresh, and the registry answers it with this status when it asks for one schema. */
    record Refusal(String service, int status, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return Kind.REFUSAL;
        }

        @Override
        public String words() {
            return service + " started again, and the registry refuses it a schema (" + status + ") for "
                    + seconds(hold);
        }
    }

    /** Not a byte left where PostgreSQL or Kafka keeps its data. */
    record DiskFull(String process, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return process.equals(KAFKA) ? Kind.BROKER_DISK : Kind.DISK;
        }

        @Override
        public String words() {
            return "no space left for " + process + " for " + seconds(hold);
        }
    }

    /** The wall clock of a process, off by so much at once, and right again after hold. */
    record ClockOff(String process, Duration offset, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return offset.compareTo(Duration.ofDays(-1)) <= 0 ? Kind.DAY_BACK : Kind.CLOCK;
        }

        @Override
        public String words() {
            return "the clock of " + process + " " + (offset.isNegative() ? "" : "+") + offset.toSeconds()
                    + " s off for " + seconds(hold);
        }
    }

    private static Kind kindOf(String process, Kind ofService) {
        return switch (process) {
            case KAFKA -> Kind.KAFKA;
            case REGISTRY -> Kind.REGISTRY;
            case POSTGRES -> Kind.DATABASE;
            default -> ofService;
        };
    }

    private static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1_000.0);
    }
}
