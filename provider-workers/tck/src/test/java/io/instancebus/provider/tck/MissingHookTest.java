package io.instancebus.provider.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.Provider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What a suite without some hooks says. */
class MissingHookTest {
    @Test
    void theMessageNamesTheHookThatIsMissing() {
        List<Method> hooks = hooksThatFail();
        assertThat(hooks).extracting(Method::getName).contains("pending", "lostAnswer", "oddDetails");
        assertThat(hooks)
                .allSatisfy(hook ->
                        assertThat(message(new Bare(), hook)).isEqualTo("Bare must override " + hook.getName() + "()"));
    }

    /** The item that is excluded must be that of the test; two items need the hook. */
    @Test
    void theMessageNamesTheItemOfTheTestThatNeedsTheHook() throws Exception {
        Method pending = ProviderConformance.class.getDeclaredMethod("pending", String.class);
        Bare suite = new Bare();
        suite.know(runs("whatStaysPendingCanBeDestroyedAndNeverComesUp"));
        assertThat(message(suite, pending))
                .isEqualTo("Bare must override pending() for \"a pending machine is destroyed\","
                        + " or exclude Item.CANCELLED_CREATE with @Except, with the reason");
        suite.know(runs("whatIsPendingTakesNoOtherDeedThanToBeDestroyed"));
        assertThat(message(suite, pending)).contains("Item.ILLEGAL_WHILE_PENDING");
    }

    private static TestInfo runs(String method) throws NoSuchMethodException {
        Method test = ProviderConformance.class.getDeclaredMethod(method);
        return new TestInfo() {
            @Override
            public String getDisplayName() {
                return method + "()";
            }

            @Override
            public Set<String> getTags() {
                return Set.of();
            }

            @Override
            public Optional<Class<?>> getTestClass() {
                return Optional.of(Bare.class);
            }

            @Override
            public Optional<Method> getTestMethod() {
                return Optional.of(test);
            }
        };
    }

    private static List<Method> hooksThatFail() {
        return Stream.of(ProviderConformance.class.getDeclaredMethods())
                .filter(method -> Modifier.isProtected(method.getModifiers()))
                .filter(method -> !Modifier.isAbstract(method.getModifiers())
                        && !Modifier.isFinal(method.getModifiers())
                        && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> thrown(new Bare(), method) != null)
                .toList();
    }

    private static String message(Bare suite, Method hook) {
        return String.valueOf(thrown(suite, hook));
    }

    /** The message of the exception that a hook throws; null if it throws none. */
    private static @Nullable String thrown(Bare suite, Method hook) {
        hook.setAccessible(true);
        Object[] arguments = Arrays.stream(hook.getParameterTypes())
                .map(type -> type == String.class ? "key" : null)
                .toArray();
        Throwable thrown = catchThrowable(() -> hook.invoke(suite, arguments));
        return thrown instanceof InvocationTargetException target
                        && target.getCause() instanceof IllegalStateException missing
                ? missing.getMessage()
                : null;
    }

    /** A suite with the hooks that the compiler asks for. It is private, so JUnit does not run it. */
    private static final class Bare extends ProviderConformance {
        @Override
        protected Provider provider() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected CreateRequest request(String requestKey) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected String unknownNativeId() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected long instancesAtProvider(String requestKey) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected Map<FailureCategory, CreateRequest> refused() {
            return Map.of();
        }

        @Override
        protected Set<String> secrets() {
            return Set.of();
        }
    }
}
