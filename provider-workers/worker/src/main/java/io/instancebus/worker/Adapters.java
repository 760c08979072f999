package io.instancebus.worker;

import io.instancebus.domain.ProviderType;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.worker.guard.GuardedFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The provider adapters of this process, one for each type. Closing them closes what accounts share. */
public final class Adapters implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Adapters.class);

    private final Map<ProviderType, GuardedFactory> installed = new HashMap<>();
    /** All that were made, also those that are not installed. */
    private final List<GuardedFactory> made = new ArrayList<>();

    private final List<URLClassLoader> loaders = new ArrayList<>();
    private final Optional<Path> plugins;
    private final List<String> unusable = new ArrayList<>();

    private Adapters(Optional<Path> plugins) {
        this.plugins = plugins;
    }

    /**
     * Finds the adapters on the class path.
     *
     * @throws IllegalStateException if two have the same type
     * @throws IllegalArgumentException if one cannot be used
     * @throws java.util.ServiceConfigurationError if one cannot be found
     */
    public static Adapters load() {
        return load(Optional.empty());
    }

    /**
     * Finds the adapters on the class path and in a folder of plug-ins. A plug-in that cannot be used is omitted and
     * logged, and {@link #missing(ProviderType)} names it.
     *
     * @throws IllegalStateException if two have the same type; the message names the origin of both
     * @throws IllegalArgumentException if one on the class path cannot be used
     * @throws java.util.ServiceConfigurationError if one on the class path cannot be found
     */
    public static Adapters load(Optional<Path> plugins) {
        Adapters adapters = new Adapters(plugins);
        try {
            ServiceLoader.load(ProviderFactory.class, Adapters.class.getClassLoader()).stream()
                    .forEach(found -> adapters.add(List.of(GuardedFactory.of(found))));
            plugins.ifPresent(adapters::addPlugins);
            return adapters;
        } catch (RuntimeException | Error e) {
            adapters.close();
            throw e;
        }
    }

    static Adapters of(Iterable<ProviderFactory> factories) {
        Adapters adapters = new Adapters(Optional.empty());
        try {
            factories.forEach(factory -> adapters.add(List.of(GuardedFactory.of(factory))));
            return adapters;
        } catch (RuntimeException | Error e) {
            adapters.close();
            throw e;
        }
    }

    private void addPlugins(Path folder) {
        for (Path place : places(folder)) {
            try {
                add(Plugin.open(place));
            } catch (Plugin.Unusable e) {
                log.atError().log("{}", e.getMessage());
                log.atDebug().setCause(e).log("The stack of that");
                unusable.add(String.valueOf(e.getMessage()));
            }
        }
    }

    private static List<Path> places(Path folder) {
        try {
            return Plugin.places(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of plug-ins " + folder + " cannot be listed", e);
        }
    }

    private void add(Plugin plugin) {
        loaders.add(plugin.loader());
        add(plugin.adapters());
        for (GuardedFactory adapter : plugin.adapters()) {
            log.atInfo()
                    .addKeyValue("type", adapter.type())
                    .addKeyValue("place", plugin.place())
                    .log("A plug-in's adapter is installed");
        }
    }

    private void add(List<GuardedFactory> adapters) {
        made.addAll(adapters);
        adapters.forEach(this::install);
    }

    private void install(GuardedFactory adapter) {
        GuardedFactory other = installed.putIfAbsent(adapter.type(), adapter);
        if (other != null) {
            throw new IllegalStateException("there are two adapters for "
                    + adapter.type().label() + ": " + other.origin() + " and " + adapter.origin()
                    + "; leave one of them out");
        }
    }

    /**
     * The message for an account of a type without an adapter. It names the folder that was searched, and the plug-ins
     * that cannot be used: the adapter may be in one of these.
     */
    String missing(ProviderType type) {
        List<String> words = new ArrayList<>();
        words.add("no provider adapter of type '" + type + "' is installed");
        words.add("installed are "
                + installed.keySet().stream().sorted().map(ProviderType::label).collect(Collectors.joining(", ")));
        plugins.map(Adapters::searched).ifPresent(words::add);
        words.addAll(unusable);
        return String.join("; ", words);
    }

    private static String searched(Path folder) {
        return Files.isDirectory(folder)
                ? "the folder of plug-ins is " + folder
                : "there is no folder of plug-ins " + folder;
    }

    boolean has(ProviderType type) {
        return installed.containsKey(type);
    }

    /**
     * The factory of a type.
     *
     * @throws IllegalArgumentException if there is none, with the message {@link #missing}
     */
    ProviderFactory of(ProviderType type) {
        GuardedFactory factory = installed.get(type);
        if (factory == null) {
            throw new IllegalArgumentException(missing(type));
        }
        return factory;
    }

    /** The factories by the type of their accounts. */
    public Map<ProviderType, ProviderFactory> factories() {
        return Map.copyOf(installed);
    }

    @Override
    public void close() {
        made.forEach(GuardedFactory::close);
        for (URLClassLoader loader : loaders) {
            try {
                loader.close();
            } catch (IOException e) {
                log.atWarn()
                        .addKeyValue("plugin", loader.getName())
                        .setCause(e)
                        .log("The jars of a plug-in were not closed");
            }
        }
    }
}
