package io.instancebus.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of this build, which the jars and the contract share.
 *
 * @param text as in the poms, {@code 1.2.3} or {@code 1.2.3-SNAPSHOT}
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

    /** The release of this version, without {@code -SNAPSHOT}. */
    public String release() {
        return isSnapshot() ? text.substring(0, text.length() - SNAPSHOT.length()) : text;
    }

    /**
     * The release whose record this run must write, if the system property names one. Only the current version can be
     * written, so that a published record is never rewritten.
     *
     * @throws IllegalArgumentException if the property names another release
     */
    public Optional<String> toWrite(String property) {
        Optional<String> asked = Optional.ofNullable(System.getProperty(property));
        asked.filter(version -> !version.equals(release())).ifPresent(version -> {
            throw new IllegalArgumentException(property + "=" + version + " is not the current version, " + release());
        });
        return asked;
    }
}
