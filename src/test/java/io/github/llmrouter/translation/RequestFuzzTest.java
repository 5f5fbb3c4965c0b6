package io.github.llmrouter.translation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.dialect.Said;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client asks, the upstream gets a valid request of its own dialect, or the client a valid error that names the field. */
class RequestFuzzTest {

    private static final int USUALLY = 2_000;

    /** Models of all generations, for what they can do decides what is written. */
    private static final Map<String, List<String>> MODELS = Map.of(
            "openai", List.of("gpt-4.1", "gpt-5.6", "o3-mini", "mistral-large"),
            "openai-responses", List.of("gpt-4.1", "gpt-5.6", "o3-mini"),
            "anthropic",
                    List.of("claude-sonnet-4-5", "claude-opus-4-6", "claude-3-5-haiku-20241022", "claude-opus-4-8"),
            "gemini", List.of("gemini-2.0-flash", "gemini-2.5-pro", "gemini-3-pro", "gemma-3"));

    static Stream<Dialect> dialects() {
        return Crossing.DIALECTS.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dialects")
    void spoiltRequestsAreConvertedOrRefused(Dialect client) {
        List<Sample> samples = Sample.requests(client);
        List<JsonNode> scraps = Sample.scraps(samples);
        Hail.of("Requests of " + client.name(), Hail.cases(USUALLY), seed -> {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            Sample sample = samples.get(random.nextInt(samples.size()));
            ObjectNode body = Sample.object(sample.spoilt(random, new Mutator(random, scraps)));
            for (Dialect upstream : Crossing.DIALECTS) {
                if (body != null && upstream != client) {
                    try {
                        convert(client, upstream, body, random);
                    } catch (RuntimeException | AssertionError e) {
                        throw new AssertionError(sample.name() + " for " + upstream.name() + ": " + e, e);
                    }
                }
            }
        });
    }

    private static void convert(Dialect client, Dialect upstream, ObjectNode body, Random random) {
        List<String> models = MODELS.get(upstream.name());
        String model = models.get(random.nextInt(models.size()));
        Ask ask = new Ask(Operation.GENERATE, "m", random.nextBoolean(), body, Map.of(), Map.of("alt", "sse"));
        Crossing crossing;
        Chat there;
        byte[] written;
        try {
            crossing = Crossing.of(client, upstream, model, ask);
            there = crossing.there();
            Estimate.tokens(there);
            written = Json.bytes(upstream.codec().writeRequest(there, crossing.aim, crossing.losses));
            upstream.codec().requestHeaders(there, crossing.aim);
            upstream.codec()
                    .counting()
                    .ifPresent(counting -> Check.json(Json.bytes(counting.ask(there, crossing.aim, new Losses()))));
        } catch (FaultException e) {
            refused(client, e.fault());
            return;
        }
        Check.that(crossing.report().matches("[ -~]*"), "the report fits a header: " + crossing.report());
        Check.that(written.length < 200_000 + 20L * Json.bytes(body).length, "not huge: " + written.length);
        try {
            Form.of(upstream).request(Check.json(written));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + Hail.shown(Json.bytes(body), written), e);
        }
    }

    private static void refused(Dialect client, Fault fault) {
        Check.that(fault.kind() == Fault.Kind.INVALID, "the client's fault is named as such: " + fault);
        Check.that(!fault.message().isBlank(), "a refusal says why");
        Said said = client.writeFault(fault, "req_1");
        Check.that(said.status() == 400, "a refusal is a 400");
        Form.of(client).error(Check.json(Json.bytes(said.body())));
    }
}
