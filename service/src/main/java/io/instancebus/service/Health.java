package io.instancebus.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The results of health checks, which run when they are asked for. A check that throws counts as a trouble of its part.
 */
public final class Health {
    private static final Logger log = LoggerFactory.getLogger(Health.class);

    private final Supplier<List<HealthCheck>> checks;

    public Health(Supplier<List<HealthCheck>> checks) {
        this.checks = checks;
    }

    /** The message of a check about its part. */
    public record Finding(String part, String message) {}

    /** The troubles that keep the service from its work, in the order of the checks; empty if there are none. */
    public List<Finding> troubles() {
        return ask(HealthCheck::unavailableReason);
    }

    /** The warnings: troubles that are to be expected soon. */
    public List<Finding> warnings() {
        return ask(HealthCheck::warning);
    }

    /** One check for all these: its trouble is the first of their troubles, its warning the first of their warnings. */
    public HealthCheck asCheck(String name) {
        return new HealthCheck(name, () -> first(troubles()), () -> first(warnings()));
    }

    private static Optional<String> first(List<Finding> findings) {
        return findings.stream().findFirst().map(finding -> finding.part() + ": " + finding.message());
    }

    private List<Finding> ask(Function<HealthCheck, Supplier<Optional<String>>> question) {
        List<Finding> findings = new ArrayList<>();
        for (HealthCheck check : checks.get()) {
            words(check, question.apply(check)).ifPresent(words -> findings.add(new Finding(check.name(), words)));
        }
        return findings;
    }

    private static Optional<String> words(HealthCheck check, Supplier<Optional<String>> answer) {
        try {
            return answer.get();
        } catch (RuntimeException broken) {
            log.atWarn().addKeyValue("check", check.name()).setCause(broken).log("A health check failed");
            return Optional.of("its health is unknown: the health check failed");
        }
    }
}
