package io.github.llmrouter.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads {@code rewrite_header} and {@code rewrite_body}: a mapping, or a string that holds a JSON object. */
final class Rewrites {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private final Document document;
    private final References references;

    Rewrites(Document document) {
        this.document = document;
        this.references = new References(document);
    }

    static ObjectNode none() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Nullable
    ObjectNode body(Node node) {
        return switch (node) {
            case MappingNode mapping -> object(mapping);
            case ScalarNode scalar when scalar.getTag().equals(Tag.STR) -> parsed(scalar);
            default -> wrong(node);
        };
    }

    /** References in the values are resolved. */
    @Nullable
    Map<String, String> header(Node node) {
        ObjectNode object = body(node);
        if (object == null) {
            return null;
        }
        var headers = new LinkedHashMap<String, String>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            Node at = node instanceof MappingNode mapping ? value(mapping, name) : node;
            if (!HEADER.matcher(name).matches()) {
                document.problem(at, "'" + name + "' cannot be the name of a header");
            }
            if (!field.getValue().isValueNode() || field.getValue().isNull()) {
                document.problem(at, "the header '" + name + "' wants a single value");
                continue;
            }
            String value = references.resolve(field.getValue().asText(), at);
            if (value != null && value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 127)) {
                document.problem(at, "the header '" + name + "' must not hold control characters");
            }
            headers.put(name, value == null ? "" : value);
        }
        return Collections.unmodifiableMap(headers);
    }

    private Node value(MappingNode mapping, String name) {
        return Yaml.entries(mapping, document).stream()
                .filter(entry -> Yaml.key(entry).equals(name))
                .findFirst()
                .orElseThrow()
                .getValueNode();
    }

    private @Nullable ObjectNode parsed(ScalarNode scalar) {
        if (scalar.getValue().isBlank()) {
            return none();
        }
        try {
            return JSON.readTree(scalar.getValue()) instanceof ObjectNode object ? object : wrong(scalar);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            document.problem(
                    scalar,
                    "the text is not JSON"
                            + (at == null
                                    ? ""
                                    : ": line " + at.getLineNr() + ", column " + at.getColumnNr() + " of it"),
                    "write a mapping, or a JSON object in quotes");
            return null;
        }
    }

    private @Nullable ObjectNode wrong(Node node) {
        document.misfit(node, "wants a mapping or a JSON object in quotes", null);
        return null;
    }

    private ObjectNode object(MappingNode mapping) {
        ObjectNode object = none();
        Yaml.entries(mapping, document).forEach(entry -> object.set(Yaml.key(entry), json(entry.getValueNode())));
        return object;
    }

    private JsonNode json(Node node) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (node) {
            case MappingNode mapping -> object(mapping);
            case SequenceNode sequence -> {
                ArrayNode array = make.arrayNode();
                sequence.getValue().forEach(item -> array.add(json(item)));
                yield array;
            }
            default -> scalar((ScalarNode) node, make);
        };
    }

    private JsonNode scalar(ScalarNode scalar, JsonNodeFactory make) {
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return make.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return make.booleanNode(Boolean.parseBoolean(scalar.getValue()));
        }
        if (tag.equals(Tag.STR)) {
            return make.textNode(scalar.getValue());
        }
        BigDecimal number = Values.decimal(scalar);
        if (number == null) {
            document.problem(scalar, "JSON has no such number", "put it in quotes");
            return make.nullNode();
        }
        return tag.equals(Tag.INT) ? whole(number, make) : make.numberNode(number);
    }

    private static JsonNode whole(BigDecimal number, JsonNodeFactory make) {
        return number.toBigIntegerExact().bitLength() < 64
                ? make.numberNode(number.longValueExact())
                : make.numberNode(number.toBigIntegerExact());
    }
}
