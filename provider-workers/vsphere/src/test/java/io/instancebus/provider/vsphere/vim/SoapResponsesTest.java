package io.instancebus.provider.vsphere.vim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;

/** What is read of answers, and what is not. */
class SoapResponsesTest {
    private static final String ENVELOPE = """
            <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"
             xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:Body>%s</e:Body></e:Envelope>""";

    @Test
    void referencesAndTypesAreToldApart() throws XMLStreamException {
        Element answer = SoapResponses.body(in(ENVELOPE.formatted("""
                <R xmlns="urn:vim25"><obj type="VirtualMachine">vm-1</obj>
                <val xsi:type="ManagedObjectReference" type="Folder">group-2</val>
                <text xsi:type="xsd:string">a &lt;b&gt;</text></R>""")));
        assertThat(answer.managedObject("obj")).contains(new ManagedObject("VirtualMachine", "vm-1"));
        assertThat(answer.managedObject("val")).contains(new ManagedObject("Folder", "group-2"));
        assertThat(answer.text("text")).isEqualTo("a <b>");
    }

    @Test
    void aFaultHasItsTypeAndItsWords() throws XMLStreamException {
        VimFault fault = VimFault.of(SoapResponses.body(in(ENVELOPE.formatted("""
                <e:Fault><faultcode>ServerFaultCode</faultcode><faultstring>Denied.</faultstring><detail>
                <NoPermissionFault xmlns="urn:vim25" xsi:type="NoPermission"/></detail></e:Fault>"""))));
        assertThat(fault.type()).isEqualTo("NoPermission");
        assertThat(fault).hasMessage("Denied.");
    }

    @Test
    void anOddObjectTaskOrEventTakesNoOtherAlong() throws XMLStreamException {
        Element odd = SoapResponses.body(in(ENVELOPE.formatted("""
                <R><propSet><val>no name</val></propSet><propSet><name>name</name><val>a</val></propSet></R>""")));
        assertThat(ObjectContent.of(odd).object()).isEqualTo(ManagedObject.UNNAMED);
        assertThat(ObjectContent.of(odd).text("name")).isEqualTo("a");

        Updates updates = Updates.of(SoapResponses.body(in(ENVELOPE.formatted("""
                <R><version>1</version><filterSet>
                <objectSet><kind>enter</kind></objectSet>
                <objectSet><obj type="VirtualMachine">vm-1</obj></objectSet>
                <objectSet><kind>modify</kind><obj type="VirtualMachine">vm-2</obj><changeSet/></objectSet>
                <objectSet><kind>leave</kind><obj type="VirtualMachine">vm-3</obj></objectSet></filterSet></R>"""))));
        assertThat(updates.changes())
                .extracting(change -> change.object().value())
                .containsExactly("", "vm-1", "vm-2", "vm-3");
        assertThat(updates.changes().subList(1, 3))
                .allSatisfy(change ->
                        assertThat(((Updates.Modified) change).properties()).containsOnlyKeys(Updates.UNCLEAR));

        VimTask task = VimTask.of(
                ManagedObject.UNNAMED,
                ObjectContent.of(SoapResponses.body(in(ENVELOPE.formatted("""
                        <R><propSet><name>info.progress</name><val>half</val></propSet>
                        <propSet><name>info.eventChainId</name><val>99999999999999999999</val></propSet></R>"""))))
                        .properties());
        assertThat(task.progress()).isNull();

        Element events = SoapResponses.body(in(ENVELOPE.formatted("""
                <R><Event><key>one</key><chainId>1</chainId></Event><Event/>
                <Event><key>3</key><chainId>3</chainId></Event><Event><key>2</key><chainId>2</chainId></Event></R>""")));
        assertThat(VimSession.events(events)).extracting(VimEvent::key).containsExactly(2L, 3L);
    }

    @Test
    void noDocumentTypeAndNoEntityIsRead() {
        for (String hostile : List.of(
                "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" + ENVELOPE.formatted("<R>&a;</R>"),
                "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>" + ENVELOPE.formatted("<R>&b;</R>"))) {
            assertThatThrownBy(() -> SoapResponses.body(in(hostile))).isInstanceOf(XMLStreamException.class);
        }
    }

    @Test
    void whatIsNoEnvelopeOrEndlesslyDeepIsRefused() {
        for (String broken : List.of("", "<html/>", "not xml", ENVELOPE.formatted(""), "<a>".repeat(1000))) {
            assertThatThrownBy(() -> SoapResponses.body(in(broken))).isInstanceOf(XMLStreamException.class);
        }
    }

    @Test
    void whatIsWrittenIsEscaped() {
        String written = Request.of("M", new ManagedObject("T", "t-1"))
                .text("name", "<a href=\"x\">&\u0000</a>")
                .envelope();
        assertThat(written).contains("<name>&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;</name>");
    }

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
