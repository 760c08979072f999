package io.instancebus.embedded;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The schemas and what may be done with them. One change at a time; a change is seen by others when the broker has it.
 * Every method throws a {@link RegistryProblem} for what it refuses.
 */
final class SchemaStore {
    /** Far more than a bus has. Without bounds whoever reaches the port could fill the disk. */
    static final int MOST_VERSIONS = 5_000;

    private static final int MOST_CHARACTERS = 32 << 20;
    private static final int LONGEST_SUBJECT = 255;

    private final RegistryLog log;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile RegistryState state;
    private boolean inDoubt;

    SchemaStore(RegistryLog log) throws TimeoutException {
        this.log = log;
        this.state = log.replay();
    }

    /** The state of this moment, for questions. */
    RegistryState state() {
        return state;
    }

    /** The id of a schema under a subject; a new version of it unless it is there already. */
    int register(String subject, AvroText candidate) {
        changing.lock();
        try {
            settle();
            var same = find(subject, candidate, false);
            if (same.isPresent()) {
                return same.get().id();
            }
            var conflicts = conflicts(subject, candidate, state.versions(subject, false));
            if (!conflicts.isEmpty()) {
                throw incompatible(subject, conflicts);
            }
            requireRoom(subject, candidate);
            int id = state.idOf(candidate.text()).orElseGet(state::nextId);
            write(new RegistryRecord.Version(
                    new SchemaVersion(subject, state.nextVersion(subject), id, candidate.text(), false)));
            return id;
        } finally {
            changing.unlock();
        }
    }

    /** Deleted versions count: they stay in the log, and can be resolved by their id. */
    private void requireRoom(String subject, AvroText candidate) {
        requireSubject(subject);
        var versions = state.subjects().values().stream()
                .flatMap(each -> each.values().stream())
                .toList();
        long characters =
                versions.stream().mapToLong(each -> each.schema().length()).sum();
        if (versions.size() >= MOST_VERSIONS || characters + candidate.text().length() > MOST_CHARACTERS) {
            throw RegistryProblem.http(
                    507,
                    "This embedded registry is full: it holds " + MOST_VERSIONS + " versions of schemas with "
                            + MOST_CHARACTERS + " characters at most, deleted ones among them");
        }
    }

    private static void requireSubject(String subject) {
        if (subject.length() > LONGEST_SUBJECT) {
            throw RegistryProblem.http(422, "A subject may have at most " + LONGEST_SUBJECT + " characters");
        }
    }

    private static RegistryProblem incompatible(String subject, List<String> conflicts) {
        return RegistryProblem.http(
                409,
                "Schema being registered is incompatible with an earlier schema for subject \"" + subject
                        + "\", details: " + conflicts);
    }

    Optional<SchemaVersion> find(String subject, AvroText schema, boolean withDeleted) {
        return state.versions(subject, withDeleted).reversed().stream()
                .filter(version -> version.schema().equals(schema.text()))
                .findFirst();
    }

    /** Why a schema may not follow these versions, by the level that the subject has; nothing if it may. */
    List<String> conflicts(String subject, AvroText candidate, List<SchemaVersion> versions) {
        List<Schema> older = versions.stream()
                .map(version -> AvroText.parse(version.schema()).schema())
                .toList();
        return state.levelOf(subject).conflicts(candidate.schema(), older);
    }

    List<SchemaVersion> versions(String subject, boolean withDeleted) {
        var versions = state.versions(subject, withDeleted);
        if (versions.isEmpty()) {
            throw RegistryProblem.subjectNotFound(subject);
        }
        return versions;
    }

    SchemaVersion version(String subject, String wanted, boolean withDeleted) {
        var versions = versions(subject, withDeleted);
        if (wanted.equals("latest") || wanted.equals("-1")) {
            return versions.getLast();
        }
        int number = versionNumber(wanted);
        return versions.stream()
                .filter(version -> version.version() == number)
                .findFirst()
                .orElseThrow(() -> RegistryProblem.versionNotFound(number));
    }

    private static int versionNumber(String wanted) {
        try {
            int number = Integer.parseInt(wanted);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw RegistryProblem.invalidVersion(wanted);
        }
        throw RegistryProblem.invalidVersion(wanted);
    }

    /**
     * Deletes the live versions of a subject, and says which.
     *
     * @param again whether those that were deleted before may be named once more
     */
    List<SchemaVersion> deleteSubject(String subject, boolean again) {
        return delete(() -> versions(subject, again).stream());
    }

    SchemaVersion deleteVersion(String subject, String wanted, boolean again) {
        return delete(() -> Stream.of(version(subject, wanted, again))).getFirst();
    }

    private List<SchemaVersion> delete(Supplier<Stream<SchemaVersion>> chosen) {
        changing.lock();
        try {
            settle();
            var versions = chosen.get().toList();
            versions.stream()
                    .filter(version -> !version.deleted())
                    .forEach(version -> write(new RegistryRecord.Version(version.withDeleted())));
            return versions;
        } finally {
            changing.unlock();
        }
    }

    void setLevel(@Nullable String subject, CompatibilityLevel level) {
        if (subject != null) {
            requireSubject(subject);
        }
        changing.lock();
        try {
            settle();
            if (isSet(subject, level)) {
                return;
            }
            if (subject != null && state.levels().size() >= MOST_VERSIONS) {
                throw RegistryProblem.http(507, "This embedded registry is full: no more subjects can have a level");
            }
            write(new RegistryRecord.Level(subject, level));
        } finally {
            changing.unlock();
        }
    }

    private boolean isSet(@Nullable String subject, CompatibilityLevel level) {
        return subject == null
                ? state.commonLevel() == level
                : level == state.levels().get(subject);
    }

    /** After a write whose end nobody knows, the log knows: an id must not be given twice. */
    private void settle() {
        if (inDoubt) {
            try {
                state = log.replay();
                inDoubt = false;
            } catch (TimeoutException | KafkaException e) {
                throw unavailable(e);
            }
        }
    }

    private void write(RegistryRecord written) {
        try {
            log.append(written);
            state = state.after(written);
        } catch (ExecutionException | KafkaException e) {
            inDoubt = true;
            throw unavailable(e);
        } catch (InterruptedException e) {
            inDoubt = true;
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private static RegistryProblem unavailable(Exception cause) {
        var problem = new RegistryProblem(500, 50001, "Error in the backend data store: " + cause);
        problem.initCause(cause);
        return problem;
    }
}
