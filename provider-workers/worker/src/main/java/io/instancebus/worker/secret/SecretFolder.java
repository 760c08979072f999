package io.instancebus.worker.secret;

import io.instancebus.provider.Secret;
import io.instancebus.provider.SecretFailure;
import io.instancebus.provider.SecretFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder with one file for each secret. Links within the folder are followed, because container platforms mount
 * secrets that way; links out of it are not.
 */
record SecretFolder(Path folder) {
    private static final int MAX_SIZE = 64 * 1024;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}");

    /**
     * The folder with these names below the root, if it exists. The first name may be a link, because container
     * platforms mount secrets that way. Each further name must be a folder with exactly this spelling, so that no link
     * and no case-insensitive file system leads from one account to another.
     */
    static Optional<SecretFolder> within(Path root, String first, String... below) {
        Path path = Path.of(first, below);
        if (!Stream.of(below).allMatch(name -> NAME.matcher(name).matches())) {
            return Optional.empty();
        }
        try {
            Path real = root.resolve(path).toRealPath();
            boolean itself = real.startsWith(root.toRealPath()) && real.endsWith(path) && Files.isDirectory(real);
            return itself ? Optional.of(new SecretFolder(real)) : Optional.empty();
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    Secret read(String name) throws SecretFailure {
        if (!NAME.matcher(name).matches()) {
            throw new SecretFailure(
                    Kind.REFERENCE_REFUSED,
                    "The name of a secret file has 1 to 255 characters of A-Z a-z 0-9 . _ - and does not begin"
                            + " with a dot");
        }
        try {
            Path file = folder.resolve(name).toRealPath();
            if (!file.startsWith(folder.toRealPath())) {
                throw new SecretFailure(Kind.REFERENCE_REFUSED, "file:" + name + " leads out of the secrets folder");
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new SecretFailure(Kind.REFERENCE_REFUSED, "file:" + name + " is not a regular file");
            }
            return new Secret(withoutLineEnd(content(file, name)));
        } catch (NoSuchFileException missing) {
            throw new SecretFailure(Kind.NOT_FOUND, "file:" + name + " is not in the secrets folder", missing);
        } catch (IOException unreadable) {
            throw new SecretFailure(Kind.UNREADABLE, "file:" + name + " cannot be read", unreadable);
        }
    }

    private static byte[] content(Path file, String name) throws IOException, SecretFailure {
        byte[] content;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            content = in.readNBytes(MAX_SIZE + 1);
        }
        if (content.length > MAX_SIZE) {
            Arrays.fill(content, (byte) 0);
            throw new SecretFailure(Kind.REFERENCE_REFUSED, "file:" + name + " is larger than 64 KiB");
        }
        return content;
    }

    /** Removes one line feed at the end, with its carriage return: editors add it, and it is not part of the secret. */
    private static byte[] withoutLineEnd(byte[] content) {
        int end = content.length;
        if (end > 0 && content[end - 1] == '\n') {
            end--;
            if (end > 0 && content[end - 1] == '\r') {
                end--;
            }
        }
        if (end == content.length) {
            return content;
        }
        byte[] trimmed = Arrays.copyOf(content, end);
        Arrays.fill(content, (byte) 0);
        return trimmed;
    }
}
