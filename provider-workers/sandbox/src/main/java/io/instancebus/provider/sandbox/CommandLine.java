package io.instancebus.provider.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * A command line split into words and commands. It supports quotes, backslashes and operators between commands, and
 * refuses all other shell syntax, so that unsupported syntax is not taken for a result.
 */
final class CommandLine {
    private static final String UNSUPPORTED = "|&<>`(){}";

    private final String line;
    private final List<Part> parts = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private Joint joint = Joint.ALWAYS;
    private boolean inWord;
    private int at;

    /**
     * The operators between commands: the condition under which the next command runs, given the result of the one
     * before.
     */
    enum Joint {
        ALWAYS,
        AFTER_SUCCESS,
        AFTER_FAILURE
    }

    record Part(Joint joint, List<String> words) {}

    /** The sandbox does not support the line. */
    static final class NotUnderstood extends Exception {
        private static final long serialVersionUID = 1L;

        NotUnderstood(String message) {
            super(message);
        }
    }

    private CommandLine(String line) {
        this.line = line;
    }

    static List<Part> parse(String line) throws NotUnderstood {
        CommandLine parsing = new CommandLine(line);
        while (parsing.at < line.length()) {
            parsing.next();
        }
        parsing.endCommand(Joint.ALWAYS);
        return parsing.parts;
    }

    private void next() throws NotUnderstood {
        char c = line.charAt(at);
        if (line.startsWith("&&", at)) {
            at += 2;
            endCommand(Joint.AFTER_SUCCESS);
        } else if (line.startsWith("||", at)) {
            at += 2;
            endCommand(Joint.AFTER_FAILURE);
        } else if (c == ';' || c == '\n') {
            at++;
            endCommand(Joint.ALWAYS);
        } else if (Character.isWhitespace(c)) {
            at++;
            endWord();
        } else if (c == '\'' || c == '"') {
            quoted(c);
        } else if (c == '\\' && at + 1 < line.length()) {
            add(line.charAt(at + 1));
            at += 2;
        } else if (UNSUPPORTED.indexOf(c) >= 0) {
            throw new NotUnderstood("\"" + c + "\" is not supported; quote it to use it as text");
        } else {
            add(c);
            at++;
        }
    }

    private void quoted(char quote) throws NotUnderstood {
        inWord = true;
        for (at++; at < line.length() && line.charAt(at) != quote; at++) {
            boolean escaped = quote == '"'
                    && line.charAt(at) == '\\'
                    && at + 1 < line.length()
                    && "\"\\$`".indexOf(line.charAt(at + 1)) >= 0;
            if (escaped) {
                at++;
            }
            word.append(line.charAt(at));
        }
        if (at == line.length()) {
            throw new NotUnderstood("a quote is not closed");
        }
        at++;
    }

    private void add(char c) {
        inWord = true;
        word.append(c);
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }

    private void endCommand(Joint following) throws NotUnderstood {
        endWord();
        if (words.isEmpty() && (following != Joint.ALWAYS || joint != Joint.ALWAYS)) {
            throw new NotUnderstood("a command is missing beside && or ||");
        }
        if (!words.isEmpty()) {
            parts.add(new Part(joint, List.copyOf(words)));
            words.clear();
        }
        joint = following;
    }
}
