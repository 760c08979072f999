package io.instancebus.simulators.ec2;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request of the query API: its parameters, in which lists are numbered from 1 (InstanceId.1, InstanceId.2). */
record Form(Map<String, String> parameters) {
    static Form parse(String body) {
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : body.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return new Form(parameters);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Nullable
    String get(String name) {
        return parameters.get(name);
    }

    String get(String name, String otherwise) {
        return parameters.getOrDefault(name, otherwise);
    }

    String required(String name) throws Ec2Error {
        String value = parameters.get(name);
        if (value == null || value.isEmpty()) {
            throw Ec2Error.client("MissingParameter", "The request must contain the parameter " + name);
        }
        return value;
    }

    List<String> list(String name) {
        List<String> values = new ArrayList<>();
        for (int i = 1; ; i++) {
            String value = parameters.get(name + "." + i);
            if (value == null) {
                return values;
            }
            values.add(value);
        }
    }

    /** The filters: name to values. */
    Map<String, Set<String>> filters() throws Ec2Error {
        Map<String, Set<String>> filters = new LinkedHashMap<>();
        for (int i = 1; parameters.containsKey("Filter." + i + ".Name"); i++) {
            Set<String> values = new LinkedHashSet<>(list("Filter." + i + ".Value"));
            if (values.size() > 200) {
                throw Ec2Error.client("FilterLimitExceeded", "The maximum number of filter values is 200");
            }
            filters.put(required("Filter." + i + ".Name"), values);
        }
        return filters;
    }

    /** The tags that the launch sets on instances. */
    Map<String, String> instanceTags() throws Ec2Error {
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 1; parameters.containsKey("TagSpecification." + i + ".ResourceType"); i++) {
            String each = "TagSpecification." + i;
            if ("instance".equals(get(each + ".ResourceType"))) {
                for (int j = 1; parameters.containsKey(each + ".Tag." + j + ".Key"); j++) {
                    tags.put(required(each + ".Tag." + j + ".Key"), get(each + ".Tag." + j + ".Value", ""));
                }
            }
        }
        return tags;
    }

    boolean mentions(String text) {
        return parameters.values().stream().anyMatch(value -> value.contains(text));
    }
}
