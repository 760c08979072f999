package io.instancebus.embedded;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * A further port of the broker at which clients say who they are (SASL/PLAIN, without TLS), and may do what Kafka's ACLs
 * allow them. Whoever comes by the first port may do everything, and sets the ACLs. Its toString leaves the passwords out.
 *
 * @param port the broker listens here
 * @param passwords by user; letters, digits and hyphens
 */
public record AccessControl(int port, Map<String, String> passwords) {
    private static final String LISTENER = "GUARDED";

    public AccessControl {
        passwords = Map.copyOf(passwords);
        passwords.forEach((user, password) -> {
            if (!user.matches("[A-Za-z0-9-]+") || !password.matches("[A-Za-z0-9-]+")) {
                throw new IllegalArgumentException("users and passwords are letters, digits and hyphens");
            }
        });
    }

    void addTo(Map<String, String> settings) {
        String address = "," + LISTENER + "://" + LoopbackPorts.HOST + ":" + port;
        settings.merge("listeners", address, String::concat);
        settings.merge("advertised.listeners", address, String::concat);
        settings.merge("listener.security.protocol.map", "," + LISTENER + ":SASL_PLAINTEXT", String::concat);
        settings.put("listener.name.guarded.sasl.enabled.mechanisms", "PLAIN");
        settings.put(
                "listener.name.guarded.plain.sasl.jaas.config",
                passwords.entrySet().stream()
                        .map(each -> " user_" + each.getKey() + "=\"" + each.getValue() + "\"")
                        .collect(Collectors.joining(
                                "", "org.apache.kafka.common.security.plain.PlainLoginModule required", ";")));
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ANONYMOUS");
    }

    @Override
    public String toString() {
        return "AccessControl[" + port + ", " + passwords.keySet() + "]";
    }
}
