package io.github.llmrouter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.FilterMapping;
import org.eclipse.jetty.ee10.servlet.ServletHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.servlet.ServletMapping;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What is registered in code is what web.xml says: neither can change alone. */
class WebApplicationTest {

    private final ServletHandler handler = WebApplication.handler().getServletHandler();
    private final XPath xpath = XPathFactory.newInstance().newXPath();
    private final Document webXml;

    WebApplicationTest() throws Exception {
        webXml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("src/main/webapp/WEB-INF/web.xml").toFile());
    }

    @Test
    void theListenersAreTheSame() throws Exception {
        assertThat(List.of(handler.getListeners()))
                .extracting(listener -> listener.getClassName())
                .isEqualTo(texts("//listener/listener-class"));
    }

    @Test
    void theFiltersAreTheSame() throws Exception {
        assertThat(texts("//filter/filter-name")).hasSize(handler.getFilters().length);
        for (FilterHolder filter : handler.getFilters()) {
            String xml = "//filter[filter-name='" + filter.getName() + "']/";
            assertThat(texts(xml + "filter-class")).containsExactly(filter.getClassName());
            assertThat(texts(xml + "async-supported")).containsExactly(String.valueOf(filter.isAsyncSupported()));
        }
        for (FilterMapping mapping : handler.getFilterMappings()) {
            String xml = "//filter-mapping[filter-name='" + mapping.getFilterName() + "']/";
            assertThat(texts(xml + "url-pattern")).containsExactly(mapping.getPathSpecs());
            assertThat(texts(xml + "dispatcher"))
                    .containsExactlyInAnyOrderElementsOf(mapping.getDispatcherTypes().stream()
                            .map(Enum::name)
                            .toList());
        }
    }

    @Test
    void theServletsAreTheSame() throws Exception {
        assertThat(texts("//servlet/servlet-name")).hasSize(handler.getServlets().length);
        for (ServletHolder servlet : handler.getServlets()) {
            String xml = "//servlet[servlet-name='" + servlet.getName() + "']/";
            assertThat(texts(xml + "servlet-class")).containsExactly(servlet.getClassName());
            assertThat(texts(xml + "async-supported")).containsExactly(String.valueOf(servlet.isAsyncSupported()));
            assertThat(texts(xml + "load-on-startup")).containsExactly(String.valueOf(servlet.getInitOrder()));
            assertThat(texts(xml + "init-param/param-name"))
                    .containsExactlyInAnyOrderElementsOf(
                            servlet.getInitParameters().keySet());
            assertThat(texts(xml + "init-param/param-value"))
                    .containsExactlyInAnyOrderElementsOf(
                            servlet.getInitParameters().values());
        }
        for (ServletMapping mapping : handler.getServletMappings()) {
            assertThat(texts("//servlet-mapping[servlet-name='" + mapping.getServletName() + "']/url-pattern"))
                    .containsExactly(mapping.getPathSpecs());
        }
    }

    private List<String> texts(String expression) throws Exception {
        NodeList nodes = (NodeList) xpath.evaluate(expression, webXml, XPathConstants.NODESET);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent().strip());
        }
        return texts;
    }
}
