package dev.tenancy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PicturesTest {

    @Test
    void bars_are_as_long_as_their_values() throws Exception {
        Document svg = parsed(
                new BarChart("a < b", "ms").bar("ours", 5).bar("rival", 10).svg());
        NodeList bars = svg.getElementsByTagName("rect"); // the first is the ground
        double ours = width(bars, 1);
        assertThat(width(bars, 2)).isEqualTo(2 * ours);
        assertThat(svg.getElementsByTagName("text").item(0).getTextContent()).isEqualTo("a < b");
    }

    @Test
    void each_line_is_named_and_no_name_covers_another() throws Exception {
        Document svg = parsed(new LineChart("t", "x", "y")
                .point("one", 10, 1)
                .point("one", 1_000, 100)
                .point("two", 10, 1)
                .point("two", 1_000, 99)
                .svg());
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(Math.abs(y(svg, "one") - y(svg, "two"))).isGreaterThan(17.9);
    }

    @Test
    void a_table_is_markdown() {
        assertThat(new Table("title", "", "time").row("ours", "5 ms").toString())
                .isEqualTo("title\n\n|      | time |\n|------|-----:|\n| ours | 5 ms |\n");
    }

    private static double width(NodeList bars, int i) {
        return Double.parseDouble(((Element) bars.item(i)).getAttribute("width"));
    }

    private static double y(Document svg, String text) {
        NodeList all = svg.getElementsByTagName("text");
        for (int i = 0; i < all.getLength(); i++) {
            if (all.item(i).getTextContent().equals(text)) {
                return Double.parseDouble(((Element) all.item(i)).getAttribute("y"));
            }
        }
        throw new AssertionError("no text " + text);
    }

    private static Document parsed(Svg svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
