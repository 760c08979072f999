package io.instancebus.provider.vsphere.vim;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Reads SOAP responses from a stream. It reads no DTD and resolves no entity. */
final class SoapResponses {
    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
    private static final int DEEPEST = 64;
    private static final XMLInputFactory FACTORY = factory();

    private SoapResponses() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }

    /** The content of the envelope's body. */
    static Element body(InputStream in) throws XMLStreamException {
        Element envelope = document(in);
        return Optional.of(envelope)
                .filter(root -> root.name().equals("Envelope"))
                .flatMap(root -> root.child("Body"))
                .filter(body -> !body.children().isEmpty())
                .map(body -> body.children().getFirst())
                .orElseThrow(() -> new XMLStreamException("the answer is no SOAP envelope with a body"));
    }

    /** The whole document. */
    static Element document(InputStream in) throws XMLStreamException {
        XMLStreamReader reader = FACTORY.createXMLStreamReader(in);
        try {
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    return element(reader, 0);
                }
                if (event == XMLStreamConstants.DTD) {
                    throw new XMLStreamException("the answer has a document type, which is not read");
                }
            }
        } finally {
            reader.close();
        }
        throw new XMLStreamException("the answer is empty");
    }

    private static Element element(XMLStreamReader reader, int depth) throws XMLStreamException {
        if (depth > DEEPEST) {
            throw new XMLStreamException("the answer is nested too deeply");
        }
        String name = reader.getLocalName();
        String xsiType = unprefixed(reader.getAttributeValue(XSI, "type"));
        String reference = reader.getAttributeValue("", "type");
        StringBuilder text = new StringBuilder();
        List<Element> children = new ArrayList<>();
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(element(reader, depth + 1));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    return new Element(name, xsiType, reference, children.isEmpty() ? text.toString() : "", children);
                }
                default -> {
                    // Comments and the like are ignored.
                }
            }
        }
    }

    /** Types of the XML schema itself keep their prefix, which tells them from vCenter's types. */
    private static @Nullable String unprefixed(@Nullable String type) {
        if (type == null || type.startsWith("xsd:")) {
            return type;
        }
        return type.substring(type.indexOf(':') + 1);
    }
}
