package dev.tenancy.guides;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** What of one Markdown page is checked: its Java, its SQL where a test runs it, its relative links, and the anchors that GitHub gives its headings. */
record Page(List<String> java, List<String> sql, List<String> links, Set<String> anchors) {

    static Page parse(String markdown) {
        Page page = new Page(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new HashSet<>());
        Parser.builder().build().parse(markdown).accept(page.new Reader());
        return page;
    }

    private final class Reader extends AbstractVisitor {

        @Override
        public void visit(FencedCodeBlock block) {
            if (block.getInfo().equals("java")) {
                java.add(block.getLiteral().stripTrailing());
            } else if (block.getInfo().equals("sql")) {
                sql.add(block.getLiteral().stripTrailing());
            }
        }

        @Override
        public void visit(Link link) {
            follow(link.getDestination());
            visitChildren(link);
        }

        @Override
        public void visit(Image image) {
            follow(image.getDestination());
        }

        @Override
        public void visit(Heading heading) {
            String anchor = text(heading)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{M}\\p{N}_ -]", "")
                    .replace(' ', '-');
            String unique = anchor;
            for (int twin = 1; !anchors.add(unique); twin++) {
                unique = anchor + "-" + twin;
            }
            visitChildren(heading);
        }

        private void follow(String destination) {
            if (!destination.matches("[a-z]+:.*")) {
                links.add(destination);
            }
        }

        private static String text(Node node) {
            StringBuilder text = new StringBuilder();
            node.accept(new AbstractVisitor() {
                @Override
                public void visit(Text part) {
                    text.append(part.getLiteral());
                }

                @Override
                public void visit(Code part) {
                    text.append(part.getLiteral());
                }
            });
            return text.toString();
        }
    }
}
