package io.instancebus.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The section of a Markdown page that each run replaces, between two comments. */
record MarkedSection(String begin, String end) {
    static MarkedSection named(String name) {
        return new MarkedSection("<!-- " + name + ": begin -->", "<!-- " + name + ": end -->");
    }

    /** Replaces the section if the file exists and has the comments; otherwise writes the whole file. */
    void write(Path file, String text) throws IOException {
        String section = begin + "\n" + text + end;
        String whole = Files.exists(file) ? Files.readString(file) : "";
        int from = whole.indexOf(begin);
        int to = whole.indexOf(end);
        Files.writeString(
                file,
                from >= 0 && to > from
                        ? whole.substring(0, from) + section + whole.substring(to + end.length())
                        : section + "\n");
    }
}
