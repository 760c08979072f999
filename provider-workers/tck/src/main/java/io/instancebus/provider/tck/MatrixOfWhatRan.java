package io.instancebus.provider.tck;

import static java.util.Objects.requireNonNull;

import io.instancebus.domain.FailureCategory;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Skips the tests of items that are not possible, and logs for each adapter which items ran and their results. */
final class MatrixOfWhatRan implements ExecutionCondition, AfterTestExecutionCallback, AfterAllCallback {
    private static final Logger log = LoggerFactory.getLogger(MatrixOfWhatRan.class);
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(MatrixOfWhatRan.class);

    private static final class Outcomes {
        private final Map<Item, Integer> passed = Collections.synchronizedMap(new EnumMap<>(Item.class));
        private final Map<Item, Integer> failed = Collections.synchronizedMap(new EnumMap<>(Item.class));
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<Item> item = item(context);
        Matrix matrix = Matrix.of(context.getRequiredTestClass());
        return item.isPresent() && !matrix.possible(item.get())
                ? ConditionEvaluationResult.disabled(
                        "not possible: " + matrix.because(item.get()).orElse(""))
                : ConditionEvaluationResult.enabled("");
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        item(context).ifPresent(item -> {
            Outcomes outcomes = outcomes(context);
            (context.getExecutionException().isEmpty() ? outcomes.passed : outcomes.failed)
                    .merge(item, 1, Integer::sum);
        });
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Matrix matrix = Matrix.of(context.getRequiredTestClass());
        Outcomes outcomes = outcomes(context);
        StringBuilder table = new StringBuilder();
        for (Item item : Item.values()) {
            table.append("\n  ").append(item.words()).append(": ").append(line(matrix, outcomes, item));
        }
        log.atInfo()
                .addKeyValue("adapter", matrix.tried().adapter())
                .addKeyValue("on", matrix.tried().on())
                .log("Conformance results:{}", table);
    }

    private static String line(Matrix matrix, Outcomes outcomes, Item item) {
        if (!matrix.possible(item)) {
            return "not possible, because " + matrix.because(item).orElse("");
        }
        int passed = outcomes.passed.getOrDefault(item, 0);
        int failed = outcomes.failed.getOrDefault(item, 0);
        return passed + failed == 0
                ? "not run"
                : matrix.trial(item).words() + ", " + passed + " passed"
                        + (failed == 0 ? "" : ", " + failed + " FAILED");
    }

    private static Outcomes outcomes(ExtensionContext context) {
        ExtensionContext ofClass = context;
        while (ofClass.getTestMethod().isPresent()) {
            ofClass = ofClass.getParent().orElseThrow();
        }
        return requireNonNull(
                ofClass.getStore(HERE).getOrComputeIfAbsent(Outcomes.class, unseen -> new Outcomes(), Outcomes.class));
    }

    private static Optional<Item> item(ExtensionContext context) {
        return item(context.getTestMethod(), context.getDisplayName());
    }

    /** The item of a test of the suite; empty for other tests. */
    static Optional<Item> item(Optional<Method> test, String displayName) {
        Optional<Item> annotated =
                test.map(method -> method.getAnnotation(Proves.class)).map(Proves::value);
        // The test of the categories is one parameterized test; each invocation has a category's name.
        return annotated.or(() -> Arrays.stream(FailureCategory.values())
                .filter(category -> category.name().equals(displayName))
                .map(Item::of)
                .findFirst());
    }
}
