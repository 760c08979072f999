package io.instancebus.provider.vsphere.vim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A writer of a SOAP request. vim25 requires elements in the order of its schema. */
public final class Request {
    /** The methods that only read. ContinueRetrievePropertiesEx is none of them, because it consumes its token. */
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

    /** Whether the request only reads, and so can be sent twice. */
    boolean onlyReads() {
        return READS.contains(method);
    }

    public Request open(String name) {
        return open(name, null);
    }

    /** Opens an element with an explicit type. */
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

    /** Writes nothing for null. */
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

    /** Writes nothing for null. */
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

    /** Copies an element that vCenter sent, under this name. */
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
                    // XML cannot contain other characters.
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

    /** Without the arguments, which may be secret. */
    @Override
    public String toString() {
        return "Request[" + method + "]";
    }
}
