package io.instancebus.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version that is built: one for the jars and the contract.
 *
 * @param text as the poms have it, {@code 1.2.3} or {@code 1.2.3-SNAPSHOT}
 */
public record BuiltVersion(String text) {
    private static final Pattern PARENT =
            Pattern.compile("<parent>(?:\\s*<(?:groupId|artifactId)>[^<]+</\\w+>)*\\s*<version>([^<]+)</version>");
    private static final String SNAPSHOT = "-SNAPSHOT";

    /** Reads the version of the parent that a module's {@code pom.xml} names. */
    public static BuiltVersion of(Path module) throws IOException {
        Matcher version = PARENT.matcher(Files.readString(module.resolve("pom.xml")));
        if (!version.find()) {
            throw new IllegalStateException(module + "/pom.xml names no version of its parent");
        }
        return new BuiltVersion(version.group(1));
    }

    public boolean isSnapshot() {
        return text.endsWith(SNAPSHOT);
    }

    /** The release that this is, or that it becomes: without {@code -SNAPSHOT}. */
    public String release() {
        return isSnapshot() ? text.substring(0, text.length() - SNAPSHOT.length()) : text;
    }

    /**
     * The release that a run of the tests is to write down, where the system property asks for one. Only the release that
     * is built can be written, so that none is written again after it was published.
     *
     * @throws IllegalArgumentException if the property names another release
     */
    public Optional<String> toWrite(String property) {
        Optional<String> asked = Optional.ofNullable(System.getProperty(property));
        asked.filter(version -> !version.equals(release())).ifPresent(version -> {
            throw new IllegalArgumentException(
                    property + "=" + version + " is not the release that is built, " + release());
        });
        return asked;
    }
}
