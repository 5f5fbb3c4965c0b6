package io.github.llmrouter.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** JSON to a tree as that of YAML, with positions: most JSON is YAML, but not all (tabs, escapes). */
final class JsonText {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser parser;

    private JsonText(JsonParser parser) {
        this.parser = parser;
    }

    /** Empty if it is not JSON. */
    static Optional<Node> read(String text) {
        return read(text, null);
    }

    /** As {@link #read(String)}; what is no JSON is a problem of the document if there is one. */
    static Optional<Node> read(String text, @Nullable Document document) {
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            Node root = new JsonText(parser).node();
            JsonToken more = parser.nextToken();
            if (more == null) {
                return Optional.of(root);
            }
            report(document, parser.currentTokenLocation());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            report(document, e.getLocation());
        } catch (IOException e) {
            throw new IllegalStateException("a text can be read", e);
        }
        return Optional.empty();
    }

    /** The parser's own words would quote the text, which may be a secret. */
    private static void report(@Nullable Document document, @Nullable JsonLocation at) {
        if (document != null) {
            document.problem(at == null ? null : mark(at), "this is not JSON", null);
        }
    }

    private Node node() throws IOException {
        Mark at = mark(parser.currentTokenLocation());
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> {
                List<NodeTuple> entries = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    Node key = scalar(Tag.STR, mark(parser.currentTokenLocation()));
                    parser.nextToken();
                    entries.add(new NodeTuple(key, node()));
                }
                yield new MappingNode(Tag.MAP, true, entries, at, at, FlowStyle.BLOCK);
            }
            case START_ARRAY -> {
                List<Node> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(node());
                }
                yield new SequenceNode(Tag.SEQ, true, items, at, at, FlowStyle.BLOCK);
            }
            case VALUE_NUMBER_INT -> scalar(Tag.INT, at);
            case VALUE_NUMBER_FLOAT -> scalar(Tag.FLOAT, at);
            case VALUE_TRUE, VALUE_FALSE -> scalar(Tag.BOOL, at);
            case VALUE_NULL -> scalar(Tag.NULL, at);
            case null, default -> scalar(Tag.STR, at);
        };
    }

    private ScalarNode scalar(Tag tag, Mark at) throws IOException {
        return new ScalarNode(tag, parser.getText(), at, at, ScalarStyle.PLAIN);
    }

    private static Mark mark(JsonLocation at) {
        return new Mark("", 0, Math.max(0, at.getLineNr() - 1), Math.max(0, at.getColumnNr() - 1), new int[0], 0);
    }
}
