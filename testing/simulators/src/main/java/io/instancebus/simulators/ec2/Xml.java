package io.instancebus.simulators.ec2;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An answer under construction. */
final class Xml {
    private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

    static String requestId() {
        return UUID.randomUUID().toString();
    }

    /** Begins the answer to an action, with its request id. */
    static Xml answer(String action) {
        Xml xml = new Xml();
        xml.text.append('<').append(action).append("Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">");
        return xml.text("requestId", requestId());
    }

    Xml end(String action) {
        return close(action + "Response");
    }

    Xml open(String name) {
        text.append('<').append(name).append('>');
        return this;
    }

    Xml close(String name) {
        text.append("</").append(name).append('>');
        return this;
    }

    Xml text(String name, String value) {
        return open(name).escaped(value).close(name);
    }

    /** Adds nothing for null. */
    Xml optional(String name, @Nullable String value) {
        return value == null ? this : text(name, value);
    }

    private Xml escaped(String value) {
        for (int i = 0; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                default -> text.append(value.charAt(i));
            }
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
