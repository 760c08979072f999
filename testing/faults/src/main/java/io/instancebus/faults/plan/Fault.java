package io.instancebus.faults.plan;

import java.time.Duration;

/** A fault and its duration. */
public sealed interface Fault {
    String KAFKA = "kafka";
    String REGISTRY = "registry";
    String POSTGRES = "postgres";

    Kind kind();

    /** The duration until the fault is undone. */
    Duration hold();

    /** The description for people. */
    String words();

    /** SIGKILL, and a restart after the duration. */
    record Kill(String process, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return kindOf(process, Kind.KILL);
        }

        @Override
        public String words() {
            return "kill -9 of " + process + ", restarted after " + seconds(hold);
        }
    }

    /** SIGSTOP, and SIGCONT after the duration. */
    record Pause(String process, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return kindOf(process, Kind.PAUSE);
        }

        @Override
        public String words() {
            return process + " paused, resumed after " + seconds(hold);
        }
    }

    /** No connection between a service and a dependency. */
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

    /** Each packet is delayed, in both directions. */
    record Slow(String service, String dependency, Duration by, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return Kind.SLOW;
        }

        @Override
        public String words() {
            return "packets between " + service + " and " + dependency + " delayed by " + by.toMillis() + " ms for "
                    + seconds(hold);
        }
    }

    /** Connections stay open, but forward nothing. */
    record Silent(String service, String dependency, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return Kind.SILENT;
        }

        @Override
        public String words() {
            return "no data between " + service + " and " + dependency + " for " + seconds(hold);
        }
    }

    /** Undecodable records, all in one partition of a topic. */
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

    /** Copies of the latest records of a topic, byte for byte. */
    record Duplicates(String topic, int records, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return Kind.DUPLICATES;
        }

        @Override
        public String words() {
            return "a copy of the last " + records + " records of each partition of " + topic;
        }
    }

    /** Records under known schemas that harm a decoder that trusts them, in one partition of a topic. */
    record Bombs(String topic, int broken, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return Kind.BOMBS;
        }

        @Override
        public String words() {
            return "bytes that attack a decoder, and " + broken + " truncated records, in " + topic;
        }
    }

    /** Commands with texts, numbers and instants that some part may not accept, without gateway and client. */
    record Extremes(Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return Kind.EXTREMES;
        }

        @Override
        public String words() {
            return "commands with NULs and extreme values, directly to Kafka";
        }
    }

    /** Reports that old creates made the machines of other instances. */
    record Forgeries(int reports, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return Kind.FORGERIES;
        }

        @Override
        public String words() {
            return reports
                    + " forged reports with the ids of other instances' machines, and as many looks with the highest numbers";
        }
    }

    /** A service restarts, and the registry answers with this status when it requests one schema. */
    record Refusal(String service, int status, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return Kind.REFUSAL;
        }

        @Override
        public String words() {
            return service + " restarted, and the registry refuses it a schema (" + status + ") for " + seconds(hold);
        }
    }

    /** The disk with the data of PostgreSQL or Kafka is full. */
    record DiskFull(String process, Duration hold) implements Fault {
        @Override
        public Kind kind() {
            return process.equals(KAFKA) ? Kind.BROKER_DISK : Kind.DISK;
        }

        @Override
        public String words() {
            return "the disk of " + process + " is full for " + seconds(hold);
        }
    }

    /** The wall clock of a process is set off by this offset at once, and corrected at the end. */
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
