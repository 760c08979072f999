package io.instancebus.worker;

import io.instancebus.provider.ProviderFactory;
import io.instancebus.worker.guard.GuardedFactory;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

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

    /** The plug-ins in a folder, in the order of their names; none if there is no such folder. */
    static List<Path> places(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> isJar(entry) || Files.isDirectory(entry) && !isHidden(entry))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isJar(Path file) {
        return file.toString().endsWith(".jar") && Files.isRegularFile(file) && !isHidden(file);
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
            throw new Unusable(place, words(e), e);
        }
    }

    /** With the cause, because the failure to instantiate a class does not contain the reason. */
    private static String words(Throwable e) {
        Throwable cause = e.getCause();
        return e.getMessage() + (cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }

    private static List<Path> jars(Path place) throws IOException {
        List<Path> jars = new ArrayList<>();
        if (Files.isDirectory(place)) {
            try (Stream<Path> entries = Files.list(place)) {
                entries.filter(Plugin::isJar).sorted().forEach(jars::add);
            }
        } else {
            jars.add(place);
        }
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

    private static URL[] urls(List<Path> jars) throws MalformedURLException {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        return urls;
    }

    private static List<GuardedFactory> adapters(Path place, ClassLoader loader) throws Unusable {
        List<GuardedFactory> own = ServiceLoader.load(ProviderFactory.class, loader).stream()
                // The parent loader finds the program's own factories too.
                .filter(each -> each.type().getClassLoader() == loader)
                .map(ServiceLoader.Provider::get)
                .map(GuardedFactory::of)
                .toList();
        if (own.isEmpty()) {
            throw new Unusable(
                    place,
                    "no jar in it names a class of its own in META-INF/services/" + ProviderFactory.class.getName(),
                    null);
        }
        return own;
    }
}
