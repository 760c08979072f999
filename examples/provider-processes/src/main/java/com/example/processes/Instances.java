package com.example.processes;

import io.instancebus.provider.ProviderFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** The instances of an account: a folder each, whose name follows from the request key. */
record Instances(ProcessesConfig config) {
    /** Without it the folder may be where a file system is to be mounted: then it is not believed to be empty. */
    static final String MARKER = ".processes";

    private static final Pattern ID = Pattern.compile("p-[0-9a-f]{32}");

    /** A digest, because a key may be "..", and because file systems may take two keys for one. */
    static String nativeId(String requestKey) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(requestKey.getBytes(StandardCharsets.UTF_8));
            return "p-" + HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Empty only if the account's folder is there and the instance is not in it. */
    Optional<Instance> find(String nativeId) throws IOException, ProviderFailure {
        Optional<Instance> found = ID.matcher(nativeId).matches()
                ? Instance.read(nativeId, config.folder().resolve(nativeId))
                : Optional.empty();
        if (found.isEmpty()) {
            requireThere();
        }
        return found;
    }

    /** @throws ProviderFailure with category NOT_FOUND, if there is no such instance */
    Instance require(String nativeId) throws IOException, ProviderFailure {
        return find(nativeId).orElseThrow(() -> Failures.noInstance(nativeId));
    }

    private void requireThere() throws ProviderFailure {
        if (!Files.exists(config.folder().resolve(MARKER))) {
            throw ProviderFailure.unreachable(
                    "the folder " + config.folder() + " is not there, or has no file " + MARKER
                            + "; mount it, or create the file if it is the right one",
                    null);
        }
    }
}
