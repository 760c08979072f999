package io.instancebus.provider.vsphere.vim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A SOAP request while it is written. vim25 wants elements in the order of its schema. */
public final class Request {
    /** ContinueRetrievePropertiesEx is none of them: it uses its token up. */
    private static final Set<String> READS = Set.of(
            "RetrieveServiceContent", "RetrievePropertiesEx", "FindByUuid", "QueryEvents", "GetCustomizationSpec");

    private final String method;
    private final StringBuilder xml = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    private Request(String method) {
        this.method = method;
    }

    static Request of(String method, ManagedObject self) {
        return new Request(method).reference("_this", self);
    }

    String method() {
        return method;
    }

    /** Whether it can be sent twice and changes nothing. */
    boolean onlyReads() {
        return READS.contains(method);
    }

    public Request open(String name) {
        return open(name, null);
    }

    /** Opens an element whose type the schema leaves open. */
    public Request open(String name, @Nullable String xsiType) {
        xml.append('<').append(name);
        if (xsiType != null) {
            xml.append(" xsi:type=\"").append(xsiType).append('"');
        }
        xml.append('>');
        open.push(name);
        return this;
    }

    public Request close() {
        xml.append("</").append(open.pop()).append('>');
        return this;
    }

    public Request text(String name, String value) {
        return text(name, null, value);
    }

    public Request text(String name, @Nullable String xsiType, String value) {
        open(name, xsiType);
        escape(value);
        return close();
    }

    /** Nothing for null. */
    public Request optional(String name, @Nullable Object value) {
        return value == null ? this : text(name, value.toString());
    }

    public Request flag(String name, boolean value) {
        return text(name, Boolean.toString(value));
    }

    public Request texts(String name, List<String> values) {
        values.forEach(value -> text(name, value));
        return this;
    }

    /** Nothing for null. */
    public Request reference(String name, @Nullable ManagedObject object) {
        if (object != null) {
            xml.append('<')
                    .append(name)
                    .append(" type=\"")
                    .append(object.type())
                    .append("\">");
            escape(object.value());
            xml.append("</").append(name).append('>');
        }
        return this;
    }

    /** What vCenter itself sent, under this name. */
    public Request copy(String name, Element element) {
        if (element.reference() != null) {
            return reference(name, element.managedObject());
        }
        open(name, element.xsiType());
        escape(element.text());
        element.children().forEach(child -> copy(child.name(), child));
        return close();
    }

    private void escape(String value) {
        value.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '&' -> xml.append("&amp;");
                case '"' -> xml.append("&quot;");
                case '\r' -> xml.append("&#13;");
                default -> {
                    // XML has no way to write the others.
                    if (c >= 0x20 || c == '\t' || c == '\n') {
                        xml.appendCodePoint(c);
                    }
                }
            }
        });
    }

    String envelope() {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
                xmlns:xsd="http://www.w3.org/2001/XMLSchema" \
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>\
                <%1$s xmlns="urn:vim25">%2$s</%1$s></soapenv:Body></soapenv:Envelope>""".formatted(method, xml);
    }

    /** Without what it carries, which may be a secret. */
    @Override
    public String toString() {
        return "Request[" + method + "]";
    }
}
