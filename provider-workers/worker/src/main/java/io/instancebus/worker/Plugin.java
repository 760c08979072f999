package io.instancebus.worker;

import io.instancebus.provider.ProviderFactory;
import io.instancebus.service.Words;
import io.instancebus.worker.guard.GuardedFactory;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adapters outside the program, with their libraries: a jar, or a folder of jars. Each plug-in has a class loader of
 * its own below that of the program, whose classes come first.
 *
 * @param place the jar or the folder
 */
record Plugin(Path place, URLClassLoader loader, List<GuardedFactory> adapters) {
    /** The plug-in cannot be used; the message names the place and the reason. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(Path place, String reason, @Nullable Throwable cause) {
            super("the plug-in " + place + " cannot be used: " + reason, cause);
        }
    }

    private static final Logger log = LoggerFactory.getLogger(Plugin.class);

    /** The plug-ins in a folder, in the order of their names; none if there is no such folder. */
    static List<Path> places(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> places = new ArrayList<>();
        for (Path entry : visible(folder)) {
            if (isJar(entry) || Files.isDirectory(entry)) {
                places.add(entry);
            } else {
                ignore(entry, "a plug-in is a folder or a file whose name ends with .jar, in lower case");
            }
        }
        return places;
    }

    private static List<Path> visible(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !isHidden(entry)).sorted().toList();
        }
    }

    private static void ignore(Path entry, String rule) {
        log.atWarn().log("{} is ignored: {}", entry, Files.exists(entry) ? rule : "it is a link to nothing");
    }

    private static boolean isJar(Path file) {
        return file.toString().endsWith(".jar") && Files.isRegularFile(file);
    }

    private static boolean isHidden(Path entry) {
        return String.valueOf(entry.getFileName()).startsWith(".");
    }

    /** Loads the factories, which the caller closes before the loader. */
    static Plugin open(Path place) throws Unusable {
        try {
            List<Path> jars = jars(place);
            URLClassLoader loader = new URLClassLoader(
                    String.valueOf(place.getFileName()), urls(jars), ProviderFactory.class.getClassLoader());
            try {
                return new Plugin(place, loader, adapters(place, loader));
            } catch (Unusable | RuntimeException | Error e) {
                loader.close();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            throw new Unusable(place, Words.of(e), e);
        }
    }

    private static List<Path> jars(Path place) throws IOException {
        List<Path> jars = Files.isDirectory(place) ? jarsIn(place) : List.of(place);
        for (Path jar : jars) {
            // A class loader silently skips a file that is not a jar.
            try (ZipFile readable = new ZipFile(jar.toFile())) {
                readable.size();
            } catch (IOException e) {
                throw new IOException(jar.getFileName() + " is not a readable jar: " + e.getMessage(), e);
            }
        }
        return jars;
    }

    private static List<Path> jarsIn(Path folder) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Path entry : visible(folder)) {
            if (isJar(entry)) {
                jars.add(entry);
            } else if (entry.toString().toLowerCase(Locale.ROOT).endsWith(".jar") || !Files.exists(entry)) {
                ignore(entry, "a jar is a file whose name ends with .jar, in lower case");
            }
        }
        return jars;
    }

    private static URL[] urls(List<Path> jars) throws MalformedURLException {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        return urls;
    }

    private static List<GuardedFactory> adapters(Path place, ClassLoader loader) throws Unusable {
        List<GuardedFactory> own = new ArrayList<>();
        try {
            ServiceLoader.load(ProviderFactory.class, loader).stream()
                    // The parent loader finds the program's own factories too.
                    .filter(each -> each.type().getClassLoader() == loader)
                    .forEach(each -> own.add(GuardedFactory.of(each)));
        } catch (RuntimeException | Error e) {
            own.forEach(GuardedFactory::close);
            throw e;
        }
        if (own.isEmpty()) {
            throw new Unusable(
                    place,
                    "no jar in it names a class of its own in META-INF/services/" + ProviderFactory.class.getName(),
                    null);
        }
        return own;
    }
}
