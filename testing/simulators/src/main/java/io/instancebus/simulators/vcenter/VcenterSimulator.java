package io.instancebus.simulators.vcenter;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A vCenter for tests and demonstrations: govmomi's simulator as a process of its own, on this machine's loopback, with
 * a control port. It is built at its first use, which takes about 25 s and needs Go and Debian's
 * golang-github-vmware-govmomi-dev. main.go beside this class describes its additions to the simulator.
 */
public final class VcenterSimulator implements AutoCloseable {
    /** The user who may log in. */
    public static final String USER = "bus@vsphere.local";

    public static final String PASSWORD = "correct horse";
    /** The only template. */
    public static final String TEMPLATE = "ubuntu-24.04";

    private static final Path GOVMOMI = Path.of("/usr/share/gocode/src/github.com/vmware/govmomi/simulator");
    private static final long BUILD_MINUTES = 12;

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String control;
    private final String certificateSha256;
    private final String certificatePem;

    private VcenterSimulator(Process process, String ready) {
        this.process = process;
        String[] words = ready.split(" ", 5);
        if (words.length != 5 || !words[0].equals("READY")) {
            process.destroyForcibly();
            throw new SimulatorStartException("the vCenter simulator did not start; its output: " + ready);
        }
        this.url = words[1];
        this.control = words[2];
        this.certificateSha256 = words[3];
        this.certificatePem = words[4].replace('|', '\n');
    }

    /** Why it cannot be used on this machine; empty if it can. */
    public static Optional<String> missing() {
        if (go().isEmpty()) {
            return Optional.of("Go is not installed (apt-get install golang-go)");
        }
        return Files.isDirectory(GOVMOMI)
                ? Optional.empty()
                : Optional.of("govmomi is not installed (apt-get install golang-github-vmware-govmomi-dev)");
    }

    private static Optional<Path> go() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(":"))
                .map(folder -> Path.of(folder, "go"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param options options of the program, such as -task-ms 50 */
    public static VcenterSimulator start(String... options) {
        try {
            List<String> command = new ArrayList<>(List.of(binary().toString()));
            command.addAll(List.of(options));
            String log = System.getenv("VCENTER_SIMULATOR_LOG");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectError(
                            log == null
                                    ? ProcessBuilder.Redirect.DISCARD
                                    : ProcessBuilder.Redirect.appendTo(new File(log)));
            // The program ends when its standard input closes, however this process ends.
            builder.environment().put("VCENTER_SIMULATOR_PARENT", "true");
            Process process = builder.start();
            BufferedReader said = process.inputReader();
            return new VcenterSimulator(process, String.valueOf(said.readLine()));
        } catch (IOException e) {
            throw new UncheckedIOException("The vCenter simulator cannot be started", e);
        }
    }

    /** The program, built once for each version of its source, and kept. */
    private static Path binary() throws IOException {
        byte[] source;
        try (InputStream in = VcenterSimulator.class.getResourceAsStream("main.go")) {
            if (in == null) {
                throw new SimulatorStartException("the vCenter simulator's source is not on the class path");
            }
            source = in.readAllBytes();
        }
        Path folder = Files.createDirectories(cache());
        Path binary = folder.resolve("vcenter-simulator-2-" + digest(source));
        try (FileChannel lock =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = lock.lock()) {
            if (held.isValid() && !Files.isExecutable(binary)) {
                build(source, folder, binary);
            }
        }
        return binary;
    }

    private static Path cache() {
        String base = System.getenv("XDG_CACHE_HOME");
        Path root = base == null || base.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(base);
        return root.resolve("instance-bus");
    }

    private static String digest(byte[] source) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(source))
                    .substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void build(byte[] source, Path folder, Path binary) throws IOException {
        Path workspace = Files.createDirectories(folder.resolve("go/src/vcenter-simulator"));
        Files.write(workspace.resolve("main.go"), source);
        Path unfinished = folder.resolve("unfinished");
        Path log = folder.resolve("build.log");
        Path overlay = folder.resolve("overlay.json");
        Files.writeString(overlay, overlay(folder));
        List<String> command = List.of(
                go().orElseThrow().toString(),
                "build",
                "-overlay",
                overlay.toString(),
                "-o",
                unfinished.toString(),
                ".");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workspace.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("GO111MODULE", "off");
        environment.put("GOFLAGS", "");
        environment.put("GOPATH", folder.resolve("go") + ":/usr/share/gocode");
        environment.put("GOCACHE", folder.resolve("go-build").toString());
        Process go = builder.start();
        try {
            if (!go.waitFor(BUILD_MINUTES, TimeUnit.MINUTES) || go.exitValue() != 0) {
                throw new SimulatorStartException("the vCenter simulator does not build: " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SimulatorStartException("interrupted while the vCenter simulator was built");
        } finally {
            go.destroyForcibly();
        }
        Files.move(unfinished, binary, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * The simulator's property collector examines all objects for each change, so that hundreds of concurrent machines
     * keep it busy for minutes. With this overlay it examines them once for all changes that it reports together; its
     * reports are the same.
     */
    private static String overlay(Path folder) throws IOException {
        Path original = GOVMOMI.resolve("property_collector.go");
        String source = Files.readString(original);
        String patched = source.replace(
                        "\t\t\tfor _, f := range pc.Filter {\n\t\t\t\tfilter :=",
                        "\t\t\tapplied := false\n\t\t\tonce := func() bool { if applied { return true }; applied = true;"
                                + " return apply() }\n\t\t\tfor _, f := range pc.Filter {\n\t\t\t\tfilter :=")
                .replace("\t\t\t\t\t\tif !apply() {", "\t\t\t\t\t\tif !once() {");
        if (!patched.contains("once := func") || !patched.contains("if !once()")) {
            return "{}";
        }
        Path faster = Files.writeString(folder.resolve("property_collector.go"), patched);
        return "{\"Replace\":{\"" + original + "\":\"" + faster + "\"}}";
    }

    /** The API's URL. */
    public String url() {
        return url;
    }

    public String certificateSha256() {
        return certificateSha256;
    }

    public String certificatePem() {
        return certificatePem;
    }

    /** Delays, refuses or cuts calls, or makes them fail later: a rule as JSON, which main.go describes. */
    public void rule(String json) {
        post("/rule", json);
    }

    /** Causes an event without a client, such as /remove with vm and a machine's name. */
    public void control(String path, String... namesAndValues) {
        StringBuilder query = new StringBuilder(path);
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            query.append(i == 0 ? '?' : '&')
                    .append(namesAndValues[i])
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        post(query.toString(), "");
    }

    /** All machines as JSON: Name, InstanceUuid, Moref, Power, Template, Cpus, MemoryMB, ExtraConfig. */
    public String machines() {
        return post("/vms", "");
    }

    /** The number of tasks in progress. */
    public int tasksUnderWay() {
        return Integer.parseInt(post("/tasks", "").strip());
    }

    /** The number of calls of each method since the last query, as JSON. */
    public String calls() {
        return post("/calls", "");
    }

    /** The cookies of all sessions that clients had, as JSON. */
    public String sessions() {
        return post("/sessions", "");
    }

    private String post(String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(control + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException("the simulator refused " + path + ": " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException("The simulator did not answer " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        http.shutdownNow();
    }
}
