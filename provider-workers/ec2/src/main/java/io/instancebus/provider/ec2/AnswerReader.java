package io.instancebus.provider.ec2;

import com.google.common.base.Function;
import io.instancebus.provider.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jclouds.http.HttpResponse;

/** Reads a response; text that is not a response of EC2 is an error. */
final class AnswerReader implements Function<HttpResponse, Element> {
    private static final int DEEPEST = 64;
    private static final XMLInputFactory FACTORY = factory();

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    @Override
    public Element apply(HttpResponse response) {
        if (response.getPayload() == null) {
            throw new Unreadable("its answer is empty");
        }
        try (InputStream in = response.getPayload().openStream()) {
            return read(in);
        } catch (IOException e) {
            throw new Unreadable("its answer cannot be read");
        }
    }

    static Element read(InputStream in) {
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(in);
            Element root = document(reader);
            if (!root.name().endsWith("Response")) {
                throw new Unreadable("its answer is not an answer of EC2");
            }
            return root;
        } catch (XMLStreamException e) {
            throw new Unreadable("its answer is not XML");
        }
    }

    private static Element document(XMLStreamReader reader) throws XMLStreamException {
        Deque<Open> open = new ArrayDeque<>();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    open.push(new Open(reader.getLocalName(), new ArrayList<>(), new StringBuilder()));
                    if (open.size() > DEEPEST) {
                        throw new Unreadable("its answer is nested too deeply");
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!open.isEmpty()) {
                        open.element().text().append(reader.getText());
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    Element ended = open.pop().ended();
                    if (open.isEmpty()) {
                        return ended;
                    }
                    open.element().children().add(ended);
                }
                default -> {}
            }
        }
        throw new Unreadable("its answer is incomplete");
    }

    private record Open(String name, List<Element> children, StringBuilder text) {
        Element ended() {
            return new Element(name, text.toString().strip(), children);
        }
    }
}
