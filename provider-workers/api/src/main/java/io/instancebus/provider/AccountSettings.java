package io.instancebus.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stands in an account's file under its provider's name. Everything that is wrong is an IllegalArgumentException that
 * names the setting. Its toString leaves the values out.
 *
 * @param provider the name that the settings stand under
 */
public record AccountSettings(String provider, Map<String, String> values) {

    /** @throws IllegalArgumentException if there is one that is not known, naming those that are */
    public AccountSettings only(Set<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(provider + " has no setting \"" + name + "\"; it has "
                        + String.join(", ", new TreeSet<>(known)));
            }
        }
        return this;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public @Nullable String text(String name) {
        return values.get(name);
    }

    public String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    public String required(String name) {
        String value = values.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(provider + "." + name + " is missing");
        }
        return value;
    }

    /** Where a secret is, which must be said. What is said instead is not repeated: it may be the secret. */
    public String secret(String name) {
        String reference = required(name);
        if (!isReference(reference)) {
            throw new IllegalArgumentException(
                    provider + "." + name + " must say where the secret is, as file:NAME or env:NAME");
        }
        return reference;
    }

    /** Whether it says where a value is, and is not the value. */
    public static boolean isReference(String value) {
        return value.startsWith("file:") || value.startsWith("env:");
    }

    /** The text as a URI, without a user and a password, which have settings of their own; nothing wrong is repeated. */
    public URI uri(String name, String text) {
        try {
            URI uri = new URI(text);
            if (uri.getRawUserInfo() != null) {
                throw new IllegalArgumentException(provider + "." + name + " must be without a user and a password");
            }
            if (uri.getPort() > 65_535) {
                throw new IllegalArgumentException(provider + "." + name + " has a port that is more than 65535");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(provider + "." + name + " is no URL: " + e.getReason());
        }
    }

    /** Of what stands between commas, or on lines of its own. */
    public List<String> list(String name, String otherwise) {
        return Stream.of(text(name, otherwise).split("[,\n]"))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /** Up to nine digits. */
    public int number(String name, int otherwise) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException(provider + "." + name + " must be a number, not \"" + value + "\"");
        }
        return Integer.parseInt(value);
    }

    /** False unless it is there. */
    public boolean truth(String name) {
        return switch (text(name, "false")) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException(
                        provider + "." + name + " must be true or false, not \"" + values.get(name) + "\"");
        };
    }

    /** @param name with its provider, as ec2.call-timeout-ms */
    public static void within(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", and is " + value);
        }
    }

    @Override
    public String toString() {
        return provider + values.keySet();
    }
}
