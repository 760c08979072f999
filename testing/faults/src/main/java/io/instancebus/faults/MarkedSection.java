package io.instancebus.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a Markdown page that is written anew with each run, between two comments. */
record MarkedSection(String begin, String end) {
    static MarkedSection named(String name) {
        return new MarkedSection("<!-- " + name + ": begin -->", "<!-- " + name + ": end -->");
    }

    /** Writes it between its marks, if the file is there and has them; else it is the whole file. */
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
