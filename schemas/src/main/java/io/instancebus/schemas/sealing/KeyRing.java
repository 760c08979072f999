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
 * The workers' private keys: the newest one is published, and older ones still open what was sealed to them. Each is a
 * file {@code KEYID.key} in a folder, readable by the owner only; several workers may share the folder. To rotate, call
 * {@link #rotate} and restart the workers. To retire a key, delete its file when no command that is sealed to it can
 * still be in flight, and no first password that is sealed to it is needed any more.
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
     * Opens the folder, and makes it and a first key if there is none. Use {@link #held} if a key may have been lost: a
     * new key would hide the loss.
     *
     * @throws UncheckedIOException if the folder cannot be read or written
     * @throws IllegalArgumentException if a file in it is not a key, or others may read it
     */
    public static KeyRing in(Path folder) {
        return opened(folder, List::isEmpty).orElseThrow();
    }

    /** The keys in the folder; empty if there is none. It makes no key. Throws the exceptions of {@link #in}. */
    public static Optional<KeyRing> held(Path folder) {
        return opened(folder, pairs -> false);
    }

    /**
     * Adds a new key to the folder, to rotate or to replace lost keys. Rings that are opened later publish it. Throws
     * the exceptions of {@link #in}.
     */
    public static KeyRing rotate(Path folder) {
        return opened(folder, pairs -> true).orElseThrow();
    }

    /** @param needsKey decides whether to add a key to these */
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

    /** The key to publish, to which new secrets are sealed. */
    public SealingPublicKey publicKey() {
        return newest.publicKey();
    }

    /** Whether this ring holds the key. */
    public boolean holds(String keyId) {
        return byId.containsKey(keyId);
    }

    public Collection<SealingPublicKey> publicKeys() {
        return byId.values().stream().map(SealingKeyPair::publicKey).toList();
    }

    /** Opens the secret for the use that it was sealed for. The caller wipes it afterwards. */
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

    /** A key id that is safe to show in a message, whatever text was sent as one. */
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
            // Forces the file to disk: if a power loss takes the key away, secrets that were sealed to it are lost.
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
