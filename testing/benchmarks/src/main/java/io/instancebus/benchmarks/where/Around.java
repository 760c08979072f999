package io.instancebus.benchmarks.where;

import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** What happens around each call of a provider. */
@FunctionalInterface
interface Around {
    /** The provider's own answer. */
    @FunctionalInterface
    interface Call {
        @Nullable
        Object proceed() throws Throwable;
    }

    @Nullable
    Object call(String method, @Nullable Object[] arguments, Call call) throws Throwable;

    /** Opens the same providers, with this around their calls. */
    default ProviderFactory factory(ProviderFactory factory) {
        return proxy(ProviderFactory.class, factory, (method, arguments, call) -> {
            Object answer = call.proceed();
            return answer instanceof Provider provider ? proxy(Provider.class, provider, this) : answer;
        });
    }

    private static <T> T proxy(Class<T> type, T target, Around around) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> around.call(
                        method.getName(),
                        arguments == null ? new Object[0] : arguments,
                        () -> invoke(target, method, arguments))));
    }

    private static @Nullable Object invoke(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
