package io.instancebus.accounts;

import java.util.List;
import java.util.Map;

/** A part of a YAML file, uninterpreted: a number is still text. Each knows its line, from 1. */
sealed interface Node {
    int line();

    record Text(String text, int line) implements Node {}

    record Sequence(List<Node> items, int line) implements Node {}

    record Mapping(Map<String, Node> entries, int line) implements Node {}

    record Nothing(int line) implements Node {}
}
