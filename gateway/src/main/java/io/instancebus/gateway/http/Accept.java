package io.instancebus.gateway.http;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Chooses the form of a list by the Accept header. */
final class Accept {
    static final String LINES = "application/x-ndjson";
    private static final String JSON = "application/json";
    private static final Pattern QUALITY = Pattern.compile("q=([01](?:\\.[0-9]{0,3})?)");

    private Accept() {}

    /** Whether the client names lines, and JSON not or with a lower quality. Who accepts anything gets JSON. */
    static boolean lines(@Nullable String accept) {
        return accept != null && quality(accept, LINES) > quality(accept, JSON);
    }

    /** The highest quality with which this type is named, 0 if it is not. */
    private static double quality(String accept, String type) {
        double highest = 0;
        for (String element : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = element.split(";", -1);
            if (parts[0].strip().equals(type)) {
                highest = Math.max(highest, quality(parts));
            }
        }
        return highest;
    }

    /** The q among the parameters: 1 if there is none, 0 if it is not a number from 0 to 1. */
    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                Matcher quality = QUALITY.matcher(parameter);
                return quality.matches() ? Math.min(1, Double.parseDouble(quality.group(1))) : 0;
            }
        }
        return 1;
    }
}
