package com.example.processes;

import io.instancebus.domain.Catalogue;
import io.instancebus.provider.OneByOne;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What instances can be made from: the executable files of the folder of images, by their names. */
record Catalogues(Path images) {
    /** The only realm and the only hardware profile. */
    static final String MACHINE = "machine";

    /** Names that are no path and no option, on any file system. */
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** The program of an image; empty for an id that is none. */
    Optional<Path> program(String imageId) {
        return SAFE.matcher(imageId).matches()
                ? Optional.of(images.resolve(imageId)).filter(Catalogues::isProgram)
                : Optional.empty();
    }

    Catalogue read() throws IOException, ProviderFailure {
        if (!Files.isDirectory(images)) {
            throw ProviderFailure.unreachable("the folder of images " + images + " is not there", null);
        }
        OneByOne reading = new OneByOne();
        List<Catalogue.Image> found;
        try (Stream<Path> files = Files.list(images)) {
            found = reading.read(
                    "image",
                    files.filter(Catalogues::isProgram).sorted().toList(),
                    file -> file.getFileName().toString(),
                    Catalogues::image);
        }
        int processors = Runtime.getRuntime().availableProcessors();
        return reading.catalogue(
                found,
                List.of(new Catalogue.Realm(MACHINE, MACHINE, true)),
                List.of(new Catalogue.Profile(MACHINE, MACHINE, Map.of("cpu", Integer.toString(processors)))));
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    private static Catalogue.Image image(Path file) {
        String name = file.getFileName().toString();
        if (!SAFE.matcher(name).matches()) {
            throw new Unreadable("its name must match " + SAFE);
        }
        return new Catalogue.Image(name, name, null, System.getProperty("os.arch"), null);
    }
}
