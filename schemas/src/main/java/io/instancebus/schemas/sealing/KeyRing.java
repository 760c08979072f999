package io.instancebus.schemas.sealing;

import io.instancebus.avro.SealedText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The workers' private keys: the newest one is published, and older ones still open what was sealed to them. They lie
 * in a folder, one file {@code KEYID.key} each, readable by the owner only; several workers may share the folder. To
 * rotate, {@link #rotate} and restart the workers; to retire a key, delete its file when no command sealed to it can be
 * under way any more, and no instance's first password that was sealed to it is needed.
 */
public final class KeyRing {
    private static final String SUFFIX = ".key";

    private final Map<String, SealingKeyPair> byId;
    private final SealingKeyPair newest;

    /** @param pairs at least one, the newest last */
    public KeyRing(List<SealingKeyPair> pairs) {
        Map<String, SealingKeyPair> map = new LinkedHashMap<>();
        pairs.forEach(pair -> map.put(pair.publicKey().keyId(), pair));
        this.byId = Map.copyOf(map);
        this.newest = pairs.getLast();
    }

    /**
     * Opens the folder, and makes it and a first key where there is none. Use {@link #held} where a key may have been
     * lost: a new one would hide that.
     *
     * @throws UncheckedIOException if the folder cannot be read or written
     * @throws IllegalArgumentException if a file in it is not a key, or others may read it
     */
    public static KeyRing in(Path folder) {
        return opened(folder, List::isEmpty).orElseThrow();
    }

    /** The keys in the folder; empty where there is none, and none is made. Throws as {@link #in} does. */
    public static Optional<KeyRing> held(Path folder) {
        return opened(folder, pairs -> false);
    }

    /**
     * Adds a new key to the folder, which every ring opened from then on publishes: to rotate, and to begin anew where the
     * keys are lost. Throws as {@link #in} does.
     */
    public static KeyRing rotate(Path folder) {
        return opened(folder, pairs -> true).orElseThrow();
    }

    /** @param needsKey whether one is to be added to these */
    private static synchronized Optional<KeyRing> opened(Path folder, Predicate<List<SealingKeyPair>> needsKey) {
        try {
            Files.createDirectories(folder, privateFolder(folder));
            // Two workers that start at once must publish the same first key.
            try (FileChannel lock = FileChannel.open(
                            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = lock.lock()) {
                if (needsKey.test(load(folder))) {
                    store(folder, SealingKeyPair.generate());
                }
                List<SealingKeyPair> pairs = load(folder);
                return pairs.isEmpty() ? Optional.empty() : Optional.of(new KeyRing(pairs));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The sealing keys in " + folder + " cannot be used", e);
        }
    }

    /** The key to publish: what is sealed from now on is sealed to it. */
    public SealingPublicKey publicKey() {
        return newest.publicKey();
    }

    /** Whether what was sealed to the key opens. */
    public boolean holds(String keyId) {
        return byId.containsKey(keyId);
    }

    public Collection<SealingPublicKey> publicKeys() {
        return byId.values().stream().map(SealingKeyPair::publicKey).toList();
    }

    /** The secret, for the use that it was sealed for. The caller wipes it afterwards. */
    public byte[] open(SealedText sealed, SealedUse use) throws UnsealingFailed {
        SealingKeyPair pair = byId.get(sealed.getKeyId());
        if (pair == null) {
            throw new UnsealingFailed(
                    UnsealingFailed.Reason.UNKNOWN_KEY,
                    use.field() + " was sealed to key " + shown(sealed.getKeyId())
                            + ", which the workers do not hold; they hold "
                            + String.join(", ", byId.keySet()) + ", of which "
                            + newest.publicKey().keyId()
                            + " is the one to seal to");
        }
        return pair.open(sealed, use);
    }

    /** A key id as it may stand in a message, whatever was sent as one. */
    private static String shown(String keyId) {
        return keyId.matches("[0-9a-f]{16}") ? keyId : "of another form than ours";
    }

    private static List<SealingKeyPair> load(Path folder) throws IOException {
        record Dated(FileTime time, String name, SealingKeyPair pair) {}
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> keys =
                    files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
            List<Dated> found = new ArrayList<>();
            for (Path file : keys) {
                found.add(new Dated(Files.getLastModifiedTime(file), file.toString(), read(file)));
            }
            found.sort(Comparator.comparing(Dated::time).thenComparing(Dated::name));
            return found.stream().map(Dated::pair).toList();
        }
    }

    private static SealingKeyPair read(Path file) throws IOException {
        if (posix(file)
                && !PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                        .endsWith("------")) {
            throw new IllegalArgumentException(file + " may be read by others: chmod 600 it");
        }
        try {
            return SealingKeyPair.of(
                    Base64.getDecoder().decode(Files.readString(file).trim()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " is not a sealing key", e);
        }
    }

    private static void store(Path folder, SealingKeyPair pair) throws IOException {
        Path file = folder.resolve(pair.publicKey().keyId() + SUFFIX);
        Path fresh = Files.createTempFile(folder, ".new", null, privateFile(folder));
        Files.writeString(fresh, Base64.getEncoder().encodeToString(pair.privateAndPublic()) + "\n");
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            // What is sealed to a key that a power loss took away is lost.
            channel.force(true);
        }
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("a key of the same id is there already: " + file, e);
        }
    }

    private static FileAttribute<?>[] privateFolder(Path folder) {
        return attributes(folder, "rwx------");
    }

    private static FileAttribute<?>[] privateFile(Path folder) {
        return attributes(folder, "rw-------");
    }

    private static FileAttribute<?>[] attributes(Path path, String permissions) {
        return posix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public String toString() {
        return "KeyRing" + byId.keySet();
    }
}
