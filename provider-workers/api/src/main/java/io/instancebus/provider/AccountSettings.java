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
 * The settings of an account that the accounts file has under its provider's name. Each error is an
 * IllegalArgumentException that names the setting. Its toString omits the values.
 *
 * @param provider the name of the section
 */
public record AccountSettings(String provider, Map<String, String> values) {

    /** @throws IllegalArgumentException if a setting is unknown; the message names the known ones */
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

    /**
     * A required reference to a secret. The message of an error does not repeat the value: it may be the secret itself.
     */
    public String secret(String name) {
        String reference = required(name);
        if (!isReference(reference)) {
            throw new IllegalArgumentException(
                    provider + "." + name + " must be a reference to the secret: file:NAME or env:NAME");
        }
        return reference;
    }

    /** Whether the value is a reference to a value, and not the value itself. */
    public static boolean isReference(String value) {
        return value.startsWith("file:") || value.startsWith("env:");
    }

    /**
     * The text as a URI without user and password, which have settings of their own. The message of an error does not
     * repeat the text.
     */
    public URI uri(String name, String text) {
        try {
            URI uri = new URI(text);
            if (uri.getRawUserInfo() != null) {
                throw new IllegalArgumentException(provider + "." + name + " must not contain a user or a password");
            }
            if (uri.getPort() > 65_535) {
                throw new IllegalArgumentException(provider + "." + name + " has a port above 65535");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(provider + "." + name + " is not a URL: " + e.getReason());
        }
    }

    /** The elements of a list that is separated by commas or line ends. */
    public List<String> list(String name, String otherwise) {
        return Stream.of(text(name, otherwise).split("[,\n]"))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /** A number of up to nine digits. */
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

    /** A boolean; false if it is missing. */
    public boolean truth(String name) {
        return switch (text(name, "false")) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException(
                        provider + "." + name + " must be true or false, not \"" + values.get(name) + "\"");
        };
    }

    /** @param name the setting's name with its provider, such as ec2.call-timeout-ms */
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
