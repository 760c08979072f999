package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A test that needs more than its own JVM has a tag for it, in every module. The test reads the sources, so that it
 * covers a new module without registration. docs/testing.md describes the tags.
 */
class TestTagsTest {
    /** For each tag, the text in the source of a class, or of the test classes that it uses, that requires the tag. */
    private static final Map<String, Pattern> SIGNS = Map.of(
            "broker", mentions("EmbeddedBus|EmbeddedKafka|EmbeddedDefault|Testbed|FaultRun"),
            "database", mentions("EmbeddedPostgres|Postgres|PostgreSQLContainer|Testbed|FaultRun"),
            "disk", Pattern.compile("\\bSmallDisk\\b|\"tmpfs\""),
            "docker", mentions("INSTANCE_BUS_DOCKER_ENGINE|DockerClientFactory"),
            "openstack", mentions("INSTANCE_BUS_OPENSTACK\\w*"),
            "process", mentions("java\\.home|current\\(\\)\\.info|Testbed|FaultRun"),
            "sshd", Pattern.compile("/usr/sbin/sshd"),
            "vcenter", mentions("VcenterSimulator\\.(start|missing)"));

    /** For tests that take more than ten seconds; measured, not found in the source. */
    private static final String SLOW = "slow";

    private static final Pattern COMMENT =
            Pattern.compile("/\\*.*?\\*/|^\\s*//[^\\n]*$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern TAG = Pattern.compile("^@Tag\\(\"([^\"]*)\"\\)$", Pattern.MULTILINE);
    private static final Pattern PARENT = Pattern.compile("class \\w+ extends (\\w+)");

    /** One source file of a module's tests, without its comments. */
    private record Source(Path module, Path folder, String name, String text) {
        boolean isTest() {
            return name.endsWith("Test");
        }

        /** Whether it uses the other class: by its simple name in the same package, by an import elsewhere. */
        boolean mentions(Source other) {
            String packageName = module.relativize(other.folder())
                    .toString()
                    .replace("src/test/java/", "")
                    .replace('/', '.');
            return folder.equals(other.folder())
                    ? text.contains(other.name())
                            && TestTagsTest.mentions(other.name()).matcher(text).find()
                    : text.contains(packageName + "." + other.name() + ";");
        }

        Set<String> ownTags() {
            return TAG.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
        }

        Set<String> ownSigns() {
            return SIGNS.entrySet().stream()
                    .filter(sign -> sign.getValue().matcher(text).find())
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }
    }

    private final Collection<Source> sources = sources();

    private static Pattern mentions(String words) {
        return Pattern.compile("\\b(" + words + ")\\b");
    }

    @Test
    void aTestIsTaggedByWhatItNeeds() {
        List<String> missing = new ArrayList<>();
        for (Source test : tests()) {
            Set<String> needed = new TreeSet<>();
            for (Source each : reached(test)) {
                needed.addAll(each.ownSigns());
            }
            needed.removeAll(tags(test));
            needed.forEach(tag -> missing.add(test.module() + ": " + test.name() + " needs @Tag(\"" + tag + "\")"));
        }
        assertThat(missing).isEmpty();
    }

    /** The build runs untagged tests first and then tagged ones; a tag on a method would run its class twice. */
    @Test
    void tagsAreOnClassesAndDescribed() throws IOException {
        Set<String> known = new HashSet<>(SIGNS.keySet());
        known.add(SLOW);
        for (Source source : sources) {
            assertThat(source.ownTags()).as(source.name()).isSubsetOf(known);
            assertThat(Pattern.compile("@Tags?\\b").matcher(source.text()).results())
                    .as("tags of " + source.name() + " on lines of their own before the class")
                    .hasSameSizeAs(source.ownTags());
        }
        String page = Files.readString(Path.of("..", "docs", "testing.md"));
        assertThat(known).allSatisfy(tag -> assertThat(page).contains("| `" + tag + "` |"));
    }

    @Test
    void theSourcesOfAllModulesAreRead() {
        assertThat(tests()).hasSizeGreaterThan(150);
        assertThat(tests().stream().map(Source::module).distinct()).hasSizeGreaterThan(10);
    }

    private List<Source> tests() {
        return sources.stream().filter(Source::isTest).toList();
    }

    private Set<String> tags(Source source) {
        Set<String> tags = new HashSet<>(source.ownTags());
        PARENT.matcher(source.text())
                .results()
                .map(found -> found.group(1))
                .flatMap(parent ->
                        inModuleOf(source).filter(each -> each.name().equals(parent) && source.mentions(each)))
                .forEach(parent -> tags.addAll(tags(parent)));
        return tags;
    }

    /** The class and the test classes of its module, except other tests, that it uses directly or indirectly. */
    private Set<Source> reached(Source from) {
        Set<Source> reached = new HashSet<>(Set.of(from));
        List<Source> open = new ArrayList<>(reached);
        while (!open.isEmpty()) {
            Source next = open.removeLast();
            inModuleOf(next)
                    .filter(each -> !each.isTest() && next.mentions(each))
                    .filter(reached::add)
                    .forEach(open::add);
        }
        return reached;
    }

    private Stream<Source> inModuleOf(Source source) {
        return sources.stream().filter(each -> each.module().equals(source.module()));
    }

    private static List<Source> sources() {
        Path root = Path.of("..").toAbsolutePath().normalize();
        List<Source> found = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = folder.getFileName().toString();
                    return name.equals("target") || name.startsWith(".")
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().contains("/src/test/java/")
                            && file.toString().endsWith(".java")
                            && !file.endsWith(TestTagsTest.class.getSimpleName() + ".java")) {
                        found.add(source(root, root.relativize(file)));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static Source source(Path root, Path file) {
        try {
            String text = COMMENT.matcher(Files.readString(root.resolve(file))).replaceAll("");
            String path = file.toString();
            Path module = Path.of(path.substring(0, path.indexOf("/src/test/java/")));
            String name = file.getFileName().toString().replace(".java", "");
            return new Source(module, Objects.requireNonNull(file.getParent()), name, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
