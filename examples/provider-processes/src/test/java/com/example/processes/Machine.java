package com.example.processes;

import io.instancebus.domain.InstanceId;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.ProviderFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** An account's folders in a test: images that sleep, ignore SIGTERM, fail, or show what they see. */
record Machine(Path root) {
    static final String SLEEPS = "sleeps";
    static final String DEAF = "deaf.sh";
    static final String FAILS = "fails";

    static Machine in(Path root) throws IOException {
        Machine machine = new Machine(root);
        Files.createDirectories(machine.folder());
        Files.createDirectories(machine.images());
        Files.createFile(machine.folder().resolve(Instances.MARKER));
        machine.image(SLEEPS, "exec sleep 1000");
        machine.image(DEAF, "trap '' TERM; touch ready; while :; do sleep 0.1; done");
        machine.image(FAILS, "exit 3");
        return machine;
    }

    void image(String name, String script) throws IOException {
        Path file = Files.writeString(images().resolve(name), "#!/bin/sh\n" + script + "\n");
        file.toFile().setExecutable(true);
    }

    Path folder() {
        return root.resolve("instances");
    }

    Path images() {
        return root.resolve("images");
    }

    ProcessesConfig config() {
        return ProcessesConfig.read(Map.of("folder", folder().toString(), "images-folder", images().toString()));
    }

    Instances instances() {
        return new Instances(config());
    }

    static CreateRequest request(String requestKey, String image) {
        byte[] userData = "password=top-secret".getBytes(StandardCharsets.UTF_8);
        InstanceId id = new InstanceId(UUID.randomUUID().toString());
        return new CreateRequest(requestKey, id, image, null, null, "web/../1", null, List.of(), userData, Map.of());
    }

    /** What somebody who has a shell on the machine sees of a key. */
    long holding(String requestKey) {
        try (Stream<Path> entries = Files.list(folder())) {
            return entries.map(each -> each.resolve("instance.properties"))
                    .filter(file -> Files.exists(file) && text(file).contains("request-key=" + requestKey + "\n"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /** Somebody else ends the instance and removes its folder. */
    void remove(String nativeId) throws IOException {
        Path folder = folder().resolve(nativeId);
        for (Leader leader : Runs.in(folder).live()) {
            try {
                leader.signalGroup("KILL");
            } catch (ProviderFailure e) {
                throw new IOException(e);
            }
        }
        Trees.delete(folder);
    }

    void removeAll() throws IOException {
        List<String> left;
        try (Stream<Path> entries = Files.list(folder())) {
            left = entries.filter(Files::isDirectory)
                    .map(each -> each.getFileName().toString())
                    .toList();
        }
        for (String name : left) {
            remove(name);
        }
    }
}
