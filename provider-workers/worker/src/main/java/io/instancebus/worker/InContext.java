package io.instancebus.worker;

import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Calls an adapter with its own class loader as the thread's context class loader, on any thread: jclouds, Guice and
 * ServiceLoader look there. Threads that the adapter starts inherit it.
 */
record InContext(Object adapter, ClassLoader loader) implements InvocationHandler {
    /** Wraps the factory, and thereby each provider that it opens. */
    static ProviderFactory of(ProviderFactory factory) {
        return proxy(ProviderFactory.class, factory, factory.getClass().getClassLoader());
    }

    private static <T> T proxy(Class<T> port, T adapter, ClassLoader loader) {
        return port.cast(
                Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, new InContext(adapter, loader)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Object result = method.invoke(adapter, arguments);
            return switch (result) {
                case Provider provider -> proxy(Provider.class, provider, loader);
                case Provider.Listening listening -> proxy(Provider.Listening.class, listening, loader);
                case null, default -> result;
            };
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
