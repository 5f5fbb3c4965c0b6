package io.github.llmrouter.translation;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Something that a dialect said once, to be spoilt: of the golden cases, and of all that was recorded, where that is at hand. */
record Sample(String name, byte[] bytes, boolean streamed) {

    private static final int LONGEST = 40_000;
    /** Only as an escape can half a surrogate pair stand in bytes. */
    private static final ObjectWriter ASCII = Json.MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    static List<Sample> answers(Dialect dialect) {
        Stream<Sample> recorded = Recorded.all().stream()
                .filter(one -> one.dialect() == dialect && one.response() != null && !one.counting())
                .map(one -> new Sample(one.toString(), one.bytes(), one.streamed()));
        return some(Stream.concat(
                Stream.concat(
                        golden("answer." + dialect.name() + ".json"), golden("stream." + dialect.name() + ".sse")),
                recorded));
    }

    static List<Sample> requests(Dialect dialect) {
        Stream<Sample> recorded = Question.all()
                .filter(question -> question.client() == dialect)
                .map(question ->
                        new Sample(question.name(), Json.bytes(question.ask().body()), false));
        return some(Stream.concat(golden("request." + dialect.name() + ".json"), recorded));
    }

    /** Without those that are long for their images: they take all the time and have nothing new. */
    private static List<Sample> some(Stream<Sample> all) {
        Set<String> names = new HashSet<>();
        return all.filter(sample -> sample.bytes.length < LONGEST && names.add(sample.name))
                .toList();
    }

    private static Stream<Sample> golden(String file) {
        return GoldenCase.all()
                .map(one -> one.folder().resolve(file))
                .filter(Files::exists)
                .map(path -> new Sample(path.getParent().getFileName().toString(), read(path), file.endsWith(".sse")));
    }

    private static byte[] read(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Pieces of JSON of all samples. */
    static List<JsonNode> scraps(List<Sample> samples) {
        List<JsonNode> scraps = new ArrayList<>();
        for (Sample sample : samples) {
            for (String json : sample.streamed ? data(sample.events()) : List.of(sample.text())) {
                try {
                    pieces(Json.read(json), scraps);
                } catch (IOException e) {
                    // An end marker, or broken by design.
                }
            }
        }
        return scraps;
    }

    private static void pieces(JsonNode node, List<JsonNode> into) {
        into.add(node);
        node.forEach(inner -> pieces(inner, into));
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private List<String> events() {
        return List.of(text().split("(?<=\r?\n\r?\n)"));
    }

    private static List<String> data(List<String> events) {
        return events.stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring(5))
                .toList();
    }

    byte[] spoilt(Random random, Mutator mutator) {
        byte[] spoilt = streamed ? stream(random, mutator) : json(mutator);
        return random.nextInt(8) == 0 ? bytes(spoilt, random) : spoilt;
    }

    private byte[] json(Mutator mutator) {
        try {
            return ASCII.writeValueAsBytes(mutator.spoilt(Json.read(bytes)));
        } catch (IOException e) {
            return bytes;
        }
    }

    /** Cut, doubled, reordered, dropped or spoilt events. */
    private byte[] stream(Random random, Mutator mutator) {
        List<String> events = new ArrayList<>(events());
        for (int n = 1 + random.nextInt(3); n > 0 && !events.isEmpty(); n--) {
            int at = random.nextInt(events.size());
            switch (random.nextInt(9)) {
                case 0 -> events.remove(at);
                case 1 -> events.add(at, events.get(random.nextInt(events.size())));
                case 2 -> Collections.swap(events, at, random.nextInt(events.size()));
                case 3 -> events.subList(at, events.size()).clear();
                case 4 ->
                    events.add(
                            at,
                            random.nextBoolean() ? ": a comment\n\n" : "event: ping\ndata: {\"type\":\"ping\"}\n\n");
                case 5 -> events.addAll(at, List.copyOf(events));
                default -> events.set(at, spoilt(events.get(at), mutator));
            }
        }
        String text = String.join("", events);
        return (random.nextInt(6) == 0 ? text.replaceAll("\r?\n", "\r\n") : text).getBytes(StandardCharsets.UTF_8);
    }

    private static String spoilt(String event, Mutator mutator) {
        int at = event.indexOf("data:");
        try {
            JsonNode json = Json.read(event.substring(at + 5).strip());
            String text = ASCII.writeValueAsString(mutator.spoilt(json));
            return event.substring(0, at) + "data: " + text + "\n\n";
        } catch (IOException | StringIndexOutOfBoundsException e) {
            return event;
        }
    }

    /** Broken UTF-8, flipped bits, a piece missing or doubled. */
    private static byte[] bytes(byte[] body, Random random) {
        byte[] out = body.clone();
        for (int n = 1 + random.nextInt(4); n > 0 && out.length > 2; n--) {
            int at = random.nextInt(out.length);
            int to = Math.min(out.length, at + random.nextInt(30));
            switch (random.nextInt(4)) {
                case 0 -> out[at] = (byte) random.nextInt(256);
                case 1 -> out[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> out = joined(out, 0, at, out, to, out.length);
                default -> out = joined(out, 0, to, out, at, out.length);
            }
        }
        return out;
    }

    private static byte[] joined(byte[] one, int from, int to, byte[] other, int first, int last) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(Arrays.copyOfRange(one, from, to));
        joined.writeBytes(Arrays.copyOfRange(other, first, last));
        return joined.toByteArray();
    }

    /** An object to ask with, null if the bytes hold none. */
    static ObjectNode object(byte[] bytes) {
        try {
            return Json.read(bytes) instanceof ObjectNode object ? object : null;
        } catch (IOException e) {
            return null;
        }
    }
}
