package io.instancebus.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder with the broker's data, held by this process alone for as long as it is open. The operating system gives
 * the lock back when the process dies, however it dies.
 */
final class DataDirectory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);
    private static final String LOCK_FILE = "embedded-kafka.lock";

    /** Kafka writes this file last when it formats a folder, so a format that was cut off is done again. */
    private static final String FORMATTED_MARK = "meta.properties";

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static DataDirectory open(Path dataDirectory) {
        Path path = dataDirectory.toAbsolutePath().normalize();
        if (path.toString().contains(",")) {
            throw new EmbeddedStartException("The data directory " + path
                    + " has a comma in its name, where Kafka sees two directories. Choose one without.");
        }
        try {
            Files.createDirectories(path);
            return new DataDirectory(path, lock(path));
        } catch (IOException e) {
            throw new EmbeddedStartException(
                    "The data directory " + path + " cannot be used (" + e + "). Choose one that can be written.", e);
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        Path file = path.resolve(LOCK_FILE);
        var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw inUse(path, "process " + Files.readString(file).strip());
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse(path, "a broker in this same process");
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static EmbeddedStartException inUse(Path path, String owner) {
        return new EmbeddedStartException("The data directory " + path + " is in use by " + owner
                + ". Stop that first, or choose another data directory.");
    }

    Path path() {
        return path;
    }

    boolean formatted() {
        return Files.exists(path.resolve(FORMATTED_MARK));
    }

    /** Gives a new folder its cluster id and the newest released features; a folder that has them keeps them. */
    void formatIfNew() {
        if (formatted()) {
            return;
        }
        var clusterId = Uuid.randomUuid().toString();
        // What the formatter prints is for the command line; here it is said in the log.
        try (var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(nowhere)
                    .setNodeId(BrokerSettings.NODE_ID)
                    .setClusterId(clusterId)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(path.toString())
                    .addDirectory(path.toString())
                    .setIgnoreFormatted(true)
                    .run();
        } catch (Exception e) {
            throw new EmbeddedStartException(
                    "The data directory " + path + " cannot be prepared for Kafka (" + e
                            + "). Choose an empty folder that can be written.",
                    e);
        }
        log.atInfo()
                .addKeyValue("directory", path)
                .addKeyValue("clusterId", clusterId)
                .log("formatted for Kafka");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("directory", path)
                    .setCause(e)
                    .log("could not release the lock of the data directory");
        }
    }
}
