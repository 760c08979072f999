package com.example.processes;

import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.Unreadable;
import java.io.IOException;
import java.io.StringReader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * An instance: its folder, and what its create wrote there. It exists as long as that file exists under its name.
 *
 * @param name null if it was given none
 * @param created null if it cannot be read
 */
record Instance(
        String nativeId,
        Path folder,
        String requestKey,
        String instanceId,
        String image,
        String name,
        Instant created) {
    /** The program's working directory. */
    static final String HOME = "home";

    private static final String FILE = "instance.properties";
    private static final int LONGEST = 64 * 1024;

    static void write(Path folder, CreateRequest request, Instant now) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("request-key", request.requestKey());
        properties.setProperty("instance-id", request.instanceId().toString());
        properties.setProperty("image", request.imageId());
        properties.setProperty("created", now.toString());
        if (request.name() != null) {
            properties.setProperty("name", request.name());
        }
        try (Writer out = Files.newBufferedWriter(folder.resolve(FILE))) {
            properties.store(out, null);
        }
    }

    /**
     * Empty if there is none.
     *
     * @throws Unreadable if what stands there is no instance's
     */
    static Optional<Instance> read(String nativeId, Path folder) throws IOException {
        try {
            Path file = folder.resolve(FILE);
            if (Files.size(file) > LONGEST) {
                throw new Unreadable(nativeId + "/" + FILE + " is too long");
            }
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(file)));
            return Optional.of(new Instance(
                    nativeId,
                    folder,
                    required(nativeId, properties, "request-key"),
                    required(nativeId, properties, "instance-id"),
                    required(nativeId, properties, "image"),
                    properties.getProperty("name"),
                    time(properties.getProperty("created", ""))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw new Unreadable(nativeId + "/" + FILE + " is no file of properties");
        }
    }

    private static String required(String nativeId, Properties properties, String name) {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new Unreadable(nativeId + "/" + FILE + " has no " + name);
        }
        return value;
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    Runs runs() throws IOException {
        return Runs.in(folder);
    }
}
