package io.instancebus.compatibility;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The API of a module at each of its releases: {@code api/VERSION.txt}, with the lines of {@link PublicApi}. Additions
 * are allowed. A missing line, or a new abstract method of a type that others may implement, breaks programs that were
 * compiled against the release.
 */
public final class ApiReleases {
    /** For the message of a test that finds a break. */
    public static final String ADVICE =
            "keep released API; .ci/write-release rewrites the record of an unpublished version";

    /** The system property that names the release to write. */
    private static final String WRITE = "api.release";

    private static final Pattern ABSTRACT_METHOD = Pattern.compile("^(\\S+): .*\\babstract\\b.*\\(.*");

    private final Path folder;
    private final BuiltVersion built;

    private ApiReleases(Path folder, BuiltVersion built) {
        this.folder = folder;
        this.built = built;
    }

    /**
     * Compares the API of the module whose tests run with that of its releases of the same major version. Writes it
     * first as that of the current version, if {@code -Dapi.release=VERSION} asks for it.
     *
     * @return the changes that break programs compiled against a release, a line each; empty if there are none
     * @throws IllegalStateException if no release is recorded
     */
    public static List<String> breaks(PublicApi api) throws IOException {
        Path module = Path.of(System.getProperty("basedir", "."));
        ApiReleases releases = new ApiReleases(module.resolve("api"), BuiltVersion.of(module));
        releases.writeWhenAsked(api);
        List<String> versions = releases.versions();
        if (versions.isEmpty()) {
            throw new IllegalStateException("There is no release in " + releases.folder);
        }
        List<String> found = new ArrayList<>();
        for (String version : versions) {
            List<String> released = Files.readAllLines(releases.folder.resolve(version + ".txt"));
            breaks(released, api.lines()).forEach(line -> found.add("since " + version + ": " + line));
        }
        return found;
    }

    private void writeWhenAsked(PublicApi api) throws IOException {
        Optional<String> version = built.toWrite(WRITE);
        if (version.isPresent()) {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve(version.get() + ".txt"),
                    api.lines().stream().collect(Collectors.joining("\n", "", "\n")));
        }
    }

    /** The releases of the current major version, oldest first. */
    private List<String> versions() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString().replace(".txt", ""))
                    .filter(version -> major(version).equals(major(built.release())))
                    .sorted(Comparator.comparing(ModuleDescriptor.Version::parse))
                    .toList();
        }
    }

    private static String major(String version) {
        return version.substring(0, version.indexOf('.'));
    }

    static List<String> breaks(Collection<String> released, Collection<String> now) {
        Set<String> before = Set.copyOf(released);
        Set<String> after = new TreeSet<>(now);
        Stream<String> gone =
                before.stream().filter(Predicate.not(after::contains)).map(line -> "gone: " + line);
        Stream<String> demanded = after.stream()
                .filter(Predicate.not(before::contains))
                .filter(line -> isDemanded(line, before))
                .map(line -> "implementations lack: " + line);
        return Stream.concat(gone, demanded).sorted().toList();
    }

    private static boolean isDemanded(String line, Set<String> before) {
        Matcher method = ABSTRACT_METHOD.matcher(line);
        if (!method.matches()) {
            return false;
        }
        String type = method.group(1) + ": ";
        return before.stream().anyMatch(other -> other.startsWith(type))
                && before.stream().noneMatch(other -> other.startsWith(type + "permits "));
    }
}
