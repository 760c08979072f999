package io.instancebus.testbed;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * A PostgreSQL from binaries in a library, with its default durability: it syncs its log before it confirms a commit.
 */
final class Postgres {
    static final String USER = "instance_bus";
    static final String DATABASE = "instance_bus";
    private static final int EXECUTABLE = 0100;

    private final Path binaries;
    private final Path data;
    private final int port;
    private final String password;

    Postgres(Path binaries, Path data, int port, String password) {
        this.binaries = binaries;
        this.data = data;
        this.port = port;
        this.password = password;
    }

    static String url(int port) {
        return "jdbc:postgresql://" + Ports.HOST + ":" + port + "/" + DATABASE;
    }

    /** Unpacks the binaries and creates an empty cluster, if there is none. */
    void prepare(Path passwordFile, Path log) throws IOException, InterruptedException {
        if (!Files.exists(binaries.resolve("bin/postgres"))) {
            unpack();
        }
        if (Files.exists(data.resolve("PG_VERSION"))) {
            return;
        }
        Files.createDirectories(data);
        int exit = new ProcessBuilder(notAsRoot(
                        binaries.resolve("bin/initdb").toString(),
                        "-D",
                        data.toString(),
                        "-U",
                        USER,
                        "-A",
                        "scram-sha-256",
                        "--pwfile=" + passwordFile,
                        "-E",
                        "UTF8",
                        "--no-locale"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("initdb ended with status " + exit + "; its output:\n" + Files.readString(log));
        }
    }

    ServiceProcess process(Path log) {
        List<String> command = notAsRoot(
                binaries.resolve("bin/postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=" + Ports.HOST,
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_wal_size=128MB",
                "-c",
                "min_wal_size=32MB");
        return new ServiceProcess("postgres", command, Map.of(), log, said -> answers("postgres"));
    }

    void createDatabase() {
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + Ports.HOST + ":" + port + "/postgres", USER, password);
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + DATABASE);
        } catch (SQLException failure) {
            throw new IllegalStateException("the view's database cannot be created", failure);
        }
    }

    private boolean answers(String database) {
        try (var connection = DriverManager.getConnection(
                "jdbc:postgresql://" + Ports.HOST + ":" + port + "/" + database + "?loginTimeout=5", USER, password)) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** PostgreSQL refuses to run as root, so root runs it in a user namespace, in which it is nobody. */
    private static List<String> notAsRoot(String... command) {
        List<String> whole = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            whole.addAll(List.of("unshare", "-U"));
        }
        whole.addAll(List.of(command));
        return whole;
    }

    private void unpack() throws IOException {
        String machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        try (InputStream packed = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary("Linux", machine)) {
            if (packed == null) {
                throw new IOException("no PostgreSQL for Linux on " + machine);
            }
            unpack(new TarArchiveInputStream(new XZCompressorInputStream(packed)));
        }
    }

    private void unpack(TarArchiveInputStream archive) throws IOException {
        for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
            Path file = binaries.resolve(entry.getName()).normalize();
            if (entry.isDirectory()) {
                Files.createDirectories(file);
                continue;
            }
            Files.createDirectories(file.getParent());
            if (entry.isSymbolicLink() || entry.isLink()) {
                Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                continue;
            }
            Files.copy(archive, file);
            if ((entry.getMode() & EXECUTABLE) != 0 && !file.toFile().setExecutable(true)) {
                throw new UncheckedIOException(new IOException(file + " cannot be made executable"));
            }
        }
    }
}
