package io.instancebus.worker;

import io.instancebus.domain.ProviderType;

/** The names of the workers' groups, which follow the topics' prefix. */
record Groups(String prefix) {
    String hands(ProviderType type) {
        return prefix + "instance-bus-hands-" + type.label();
    }

    String runs() {
        return prefix + "instance-bus-hands-runs";
    }

    String watchers(ProviderType type) {
        return prefix + "instance-bus-watchers-" + type.label();
    }
}
