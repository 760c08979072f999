package io.instancebus.worker;

import io.instancebus.domain.ProviderType;
import io.instancebus.provider.ProviderFactory;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/** The providers' adapters that this process has, one for each type. Closing them closes what accounts share. */
public final class Adapters implements AutoCloseable {
    private final Map<ProviderType, ProviderFactory> factories = new HashMap<>();

    private Adapters() {}

    /**
     * Finds those on the class path.
     *
     * @throws IllegalStateException if two are of one type
     * @throws java.util.ServiceConfigurationError if one cannot be loaded
     */
    public static Adapters load() {
        return of(ServiceLoader.load(ProviderFactory.class, Adapters.class.getClassLoader()));
    }

    static Adapters of(Iterable<ProviderFactory> factories) {
        Adapters adapters = new Adapters();
        try {
            factories.forEach(adapters::add);
            return adapters;
        } catch (RuntimeException | Error e) {
            adapters.close();
            throw e;
        }
    }

    private void add(ProviderFactory factory) {
        ProviderFactory other = factories.putIfAbsent(factory.type(), factory);
        if (other != null) {
            factory.close();
            throw new IllegalStateException(
                    "there are two adapters for " + factory.type().label() + ": " + origin(other) + " and "
                            + origin(factory) + "; leave one of them out");
        }
    }

    private static String origin(ProviderFactory factory) {
        Class<?> type = factory.getClass();
        return type.getName() + " in "
                + type.getProtectionDomain().getCodeSource().getLocation();
    }

    /** What is said of an account of a type without an adapter. */
    static String missing(ProviderType type, Set<ProviderType> installed) {
        return "no provider adapter of type '" + type + "' is installed; installed are "
                + installed.stream().sorted().map(ProviderType::label).collect(Collectors.joining(", "));
    }

    /** By the type of the accounts that each opens. */
    public Map<ProviderType, ProviderFactory> factories() {
        return Collections.unmodifiableMap(factories);
    }

    @Override
    public void close() {
        factories.values().forEach(ProviderFactory::close);
    }
}
