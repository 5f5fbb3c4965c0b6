package io.github.llmrouter.routing.selector;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A claim about jq: a program, an input, the outputs, and whether an error follows them (or the program is refused). A file has
 * one on each line, its three columns separated by tabs, the outputs by blanks, the error as "!". In the program, backslash,
 * line feed and tab are written {@code \\}, {@code \n} and {@code \t}.
 */
record JqCase(String section, String program, JsonNode input, List<JsonNode> outputs, boolean fails) {

    private static final ObjectReader READER =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    static List<JqCase> read(String file) {
        List<JqCase> cases = new ArrayList<>();
        String section = "";
        try (InputStream in = JqCase.class.getResourceAsStream("/jq/" + file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                if (line.startsWith("# ") && line.indexOf('\t') < 0) {
                    section = line.substring(2);
                } else if (!line.isBlank()) {
                    cases.add(of(section, line.split("\t", -1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    private static JqCase of(String section, String[] columns) throws IOException {
        boolean fails = columns[2].endsWith("!");
        String outputs = fails ? columns[2].substring(0, columns[2].length() - 1) : columns[2];
        List<JsonNode> values = new ArrayList<>();
        try (JsonParser parser = Json.MAPPER.createParser(outputs)) {
            while (parser.nextToken() != null) {
                values.add(READER.readTree(parser));
            }
        }
        return new JqCase(section, columns[0].translateEscapes(), Json.read(columns[1]), values, fails);
    }

    /** What is wrong, or nothing. */
    String difference() {
        List<JsonNode> got = new ArrayList<>();
        Budget budget = new Budget(() -> 0, 1, 10 * Selector.STEPS);
        String error = "";
        try {
            Parser.parse(program).each(new Frame(budget), input, got::add);
        } catch (SelectorException | Raised | Budget.Exhausted e) {
            error = " then " + e;
        }
        boolean same = got.size() == outputs.size() && fails != error.isEmpty();
        for (int i = 0; same && i < got.size(); i++) {
            same = Values.equal(Budget.small(), got.get(i), outputs.get(i));
        }
        return same ? "" : "outputs " + got + error;
    }

    @Override
    public String toString() {
        return program + "   on " + input;
    }
}
