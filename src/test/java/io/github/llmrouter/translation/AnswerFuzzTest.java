package io.github.llmrouter.translation;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.Event.Ended;
import io.github.llmrouter.chat.Event.Failed;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Fold;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Codec;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.dialect.Said;
import io.github.llmrouter.dialect.Tap;
import io.github.llmrouter.wire.FrameReader;
import io.github.llmrouter.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an upstream answers, the client gets a valid answer of its own dialect, or a valid error. */
class AnswerFuzzTest {

    private static final int USUALLY = 2_000;

    /** Questions of each dialect that answers depend on. */
    private static final Map<String, List<String>> ASKED = Map.of(
            "openai",
            List.of("""
                {"model":"m","messages":[{"role":"user","content":"hi"}],"stream_options":{"include_usage":true},
                 "tools":[{"type":"custom","custom":{"name":"get_weather"}}],"stop":["\\n","a b"," "]}\
                """, """
                {"model":"m","messages":[{"role":"user","content":"hi"}],"reasoning_effort":"high","n":2,
                 "functions":[{"name":"f"}],"logprobs":true,"top_logprobs":2}\
                """),
            "openai-responses",
            List.of("""
                {"model":"m","input":"hi","reasoning":{"effort":"high","summary":"auto"},
                 "include":["reasoning.encrypted_content"],"tools":[{"type":"custom","name":"get_weather"},
                 {"type":"namespace","name":"n","tools":[{"type":"function","name":"f"}]}]}\
                """, """
                {"model":"m","input":"hi","store":true,
                 "text":{"format":{"type":"json_schema","name":"x","schema":{"type":"array"}}}}\
                """),
            "anthropic",
            List.of("""
                {"model":"m","max_tokens":4096,"messages":[{"role":"user","content":"hi"}],
                 "thinking":{"type":"enabled","budget_tokens":2048},"stop_sequences":["x","e t"]}\
                """, """
                {"model":"m","max_tokens":40,"messages":[{"role":"user","content":"hi"}],
                 "tools":[{"name":"get_weather","input_schema":{"type":"object"}}]}\
                """),
            "gemini",
            List.of("""
                {"contents":[{"role":"user","parts":[{"text":"hi"}]}],
                 "generationConfig":{"thinkingConfig":{"includeThoughts":true},"stopSequences":["a","b","c"]}}\
                """, """
                {"contents":[{"role":"user","parts":[{"text":"hi"}]}],
                 "generationConfig":{"responseMimeType":"text/x.enum",
                   "responseSchema":{"type":"STRING","enum":["a","b"]}}}\
                """));

    static Stream<Dialect> dialects() {
        return Crossing.DIALECTS.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dialects")
    void spoiltAnswersBecomeAnswersOrErrors(Dialect upstream) {
        List<Sample> samples = Sample.answers(upstream);
        List<JsonNode> scraps = Sample.scraps(samples);
        Hail.of("Answers of " + upstream.name(), Hail.cases(USUALLY), seed -> {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            Sample sample = samples.get(random.nextInt(samples.size()));
            byte[] body = sample.spoilt(random, new Mutator(random, scraps));
            overhear(upstream, sample, body, random);
            for (Dialect client : Crossing.DIALECTS) {
                if (client != upstream) {
                    try {
                        convert(client, upstream, sample, body, random);
                    } catch (RuntimeException | AssertionError e) {
                        throw new AssertionError(sample.name() + " for " + client.name() + ": " + e, e);
                    }
                }
            }
        });
    }

    /** What is passed on unread is listened to all the same, and an error may look like anything. */
    private static void overhear(Dialect upstream, Sample sample, byte[] body, Random random) {
        Tap tap = upstream.tap(Operation.GENERATE, sample.streamed() == random.nextInt(20) > 0);
        int half = random.nextInt(body.length + 1);
        tap.see(body, 0, half);
        tap.see(body, half, body.length - half);
        tap.end();
        error(upstream, upstream.readFault(400 + random.nextInt(200), name -> null, body));
    }

    private static void convert(Dialect client, Dialect upstream, Sample sample, byte[] body, Random random) {
        List<String> questions = ASKED.get(client.name());
        JsonNode question =
                Sample.object(questions.get(random.nextInt(questions.size())).getBytes());
        boolean streams = random.nextBoolean();
        Crossing crossing = Crossing.of(client, upstream, ask(client, question, streams, random));
        try {
            crossing.there();
        } catch (FaultException e) {
            // Two alternatives of somebody who gives but one: nobody would have been asked.
        }
        List<Event> events = events(crossing, upstream, sample, body, random);
        Fault fault = events.getLast() instanceof Failed(Fault failed) ? failed : null;
        if (fault != null) {
            error(client, fault);
        }
        if (streams) {
            byte[] stream = Crossing.stream(client, crossing.asked(), events);
            bounded(stream, body);
            if (fault == null || events.stream().anyMatch(Event.Started.class::isInstance)) {
                try {
                    Form.of(client).stream(stream, fault != null);
                } catch (AssertionError e) {
                    throw new AssertionError(e.getMessage() + Hail.shown(body, stream), e);
                }
            }
        } else if (fault == null) {
            whole(crossing, events, body);
        }
    }

    private static Ask ask(Dialect client, JsonNode question, boolean streams, Random random) {
        boolean array = client.name().equals("gemini") && random.nextInt(3) == 0;
        return new Ask(
                Operation.GENERATE,
                "m",
                streams,
                question,
                random.nextInt(3) == 0 ? Map.of("anthropic-version", "2026-10-21") : Map.of(),
                array ? Map.of() : Map.of("alt", "sse"));
    }

    /** As the gateway reads: up to the end, the failure, or the stop sequence. */
    private static List<Event> events(Crossing crossing, Dialect upstream, Sample sample, byte[] body, Random random) {
        List<Event> out = new ArrayList<>();
        Consumer<Event> through = crossing.back(event -> {
            if (out.isEmpty() || !(out.getLast() instanceof Ended || out.getLast() instanceof Failed)) {
                out.add(event);
            }
        });
        int[] ends = {0};
        Consumer<Event> in = event -> {
            Check.that(ends[0] == 0, "nothing follows the end");
            ends[0] += event instanceof Ended || event instanceof Failed ? 1 : 0;
            through.accept(event);
        };
        Losses losses = new Losses();
        if (sample.streamed() == random.nextInt(20) > 0) {
            Codec.EventReader reader = upstream.codec().eventReader(in, losses);
            try {
                FrameReader frames = new FrameReader(reader::read);
                for (int at = 0; at < body.length; ) {
                    int length = Math.min(body.length - at, 1 + random.nextInt(3000));
                    frames.read(body, at, length);
                    at += length;
                }
                frames.end();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            reader.end();
        } else {
            try {
                upstream.codec().readAnswer(Json.read(body), losses).forEach(in);
            } catch (IOException e) {
                in.accept(new Failed(Fault.of(Fault.Kind.UPSTREAM, "the upstream's answer is not valid JSON")));
            }
        }
        Check.that(
                !out.isEmpty() && (out.getLast() instanceof Ended || out.getLast() instanceof Failed),
                "an answer ends or fails");
        return out;
    }

    private static void whole(Crossing crossing, List<Event> events, byte[] body) {
        byte[] answer;
        try {
            answer = Json.bytes(crossing.client.codec().writeAnswer(Fold.of(events), crossing.asked(), new Losses()));
        } catch (FaultException e) {
            error(crossing.client, e.fault());
            return;
        }
        bounded(answer, body);
        try {
            Form.of(crossing.client).answer(Check.json(answer));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + Hail.shown(body, answer), e);
        }
    }

    private static void error(Dialect client, Fault fault) {
        Said said = client.writeFault(fault, "req_1");
        Check.that(said.status() >= 400 && said.status() < 600, "an error has an error's status: " + said.status());
        Form.of(client).error(Check.json(Json.bytes(said.body())));
        ByteArrayOutputStream end = new ByteArrayOutputStream();
        end.writeBytes(client.endWithFault(fault, Dialect.Framing.SSE, "req_1"));
        Check.that(end.size() > 0, "an error ends a stream");
    }

    /** Words are repeated where a dialect wants it, but a small answer never becomes a huge one. */
    private static void bounded(byte[] written, byte[] body) {
        Check.that(written.length < 200_000 + 30L * body.length, "what is written is not huge: " + written.length);
    }
}
