package io.instancebus.worker;

import io.instancebus.domain.ProviderType;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.worker.guard.GuardedFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The provider adapters of this process, one for each type. Closing them closes what accounts share. */
public final class Adapters implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Adapters.class);

    private final Map<ProviderType, GuardedFactory> installed = new HashMap<>();
    private final List<URLClassLoader> loaders = new ArrayList<>();
    private final List<String> unusable = new ArrayList<>();

    private Adapters() {}

    /**
     * Finds the adapters on the class path.
     *
     * @throws IllegalStateException if two have the same type
     * @throws java.util.ServiceConfigurationError if one cannot be loaded
     */
    public static Adapters load() {
        return load(Optional.empty());
    }

    /**
     * Finds the adapters on the class path and in a folder of plug-ins. A plug-in that cannot be used is omitted and
     * logged, and {@link #missing(ProviderType)} names it.
     *
     * @throws IllegalStateException if two have the same type; the message names the origin of both
     * @throws java.util.ServiceConfigurationError if one on the class path cannot be loaded
     */
    public static Adapters load(Optional<Path> plugins) {
        Adapters adapters = of(ServiceLoader.load(ProviderFactory.class, Adapters.class.getClassLoader()));
        try {
            plugins.ifPresent(adapters::addPlugins);
            return adapters;
        } catch (RuntimeException | Error e) {
            adapters.close();
            throw e;
        }
    }

    static Adapters of(Iterable<ProviderFactory> factories) {
        Adapters adapters = new Adapters();
        try {
            factories.forEach(factory -> adapters.add(GuardedFactory.of(factory)));
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
                log.atError().setCause(e).log("{}", e.getMessage());
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
        for (GuardedFactory adapter : plugin.adapters()) {
            add(adapter);
            log.atInfo()
                    .addKeyValue("type", adapter.type())
                    .addKeyValue("place", plugin.place())
                    .log("A plug-in's adapter is installed");
        }
    }

    private void add(GuardedFactory adapter) {
        GuardedFactory other = installed.putIfAbsent(adapter.type(), adapter);
        if (other != null) {
            adapter.close();
            throw new IllegalStateException("there are two adapters for "
                    + adapter.type().label() + ": " + other.origin() + " and " + adapter.origin()
                    + "; leave one of them out");
        }
    }

    /** The message for an account of a type without an adapter. */
    static String missing(ProviderType type, Set<ProviderType> installed) {
        return "no provider adapter of type '" + type + "' is installed; installed are "
                + installed.stream().sorted().map(ProviderType::label).collect(Collectors.joining(", "));
    }

    /**
     * Like {@link #missing(ProviderType, Set)}, with the plug-ins that cannot be used: the adapter may be in one of
     * these.
     */
    String missing(ProviderType type) {
        String words = missing(type, installed.keySet());
        return unusable.isEmpty() ? words : words + "; " + String.join("; ", unusable);
    }

    /** The factories by the type of their accounts. */
    public Map<ProviderType, ProviderFactory> factories() {
        return Map.copyOf(installed);
    }

    @Override
    public void close() {
        installed.values().forEach(GuardedFactory::close);
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
