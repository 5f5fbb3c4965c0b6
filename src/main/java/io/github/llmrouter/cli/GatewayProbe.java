package io.github.llmrouter.cli;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.access.Caller;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Output;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Settings;
import io.github.llmrouter.chat.Thinking;
import io.github.llmrouter.chat.ToolChoice;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.cli.ModelCheck.Outcome;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.gateway.Call;
import io.github.llmrouter.gateway.Conversions;
import io.github.llmrouter.gateway.Gateway;
import io.github.llmrouter.gateway.Reply;
import io.github.llmrouter.gateway.Watch;
import io.github.llmrouter.routing.Standings;
import io.github.llmrouter.translation.Continuity;
import io.github.llmrouter.upstream.Upstream;
import io.github.llmrouter.wire.Json;
import io.github.llmrouter.wire.Splice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Asks models through a gateway of its own: with rewrites, keys and proxies, but without a server. */
final class GatewayProbe implements ModelCheck.Probe, AutoCloseable {

    /** What every vendor accepts as the limit of an answer. */
    private static final long TOKENS = 16;

    private final Upstream upstream = new Upstream();
    private final Watch watch = new Watch();
    private final Gateway gateway;

    GatewayProbe(Config config) {
        InstantSource clock = InstantSource.system();
        Standings standings = new Standings(clock);
        this.gateway = new Gateway(
                LlmRouter.compile(alone(config), standings, clock),
                LlmRouter.DIALECTS,
                standings,
                upstream,
                watch,
                new Conversions(new Continuity(), clock),
                entry -> {},
                (model, usage) -> Optional.empty());
    }

    @Override
    public Outcome ask(Config.Model model) throws IOException {
        Kept reply = new Kept();
        gateway.serve(call(model), reply);
        return reply.status / 100 == 2
                ? new Outcome.Answered()
                : new Outcome.Refused(reply.status, reply.body.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        watch.close();
        upstream.close();
    }

    /** Without fallbacks: nobody may answer for another. */
    private static Config alone(Config config) {
        Map<String, Config.Model> models = new LinkedHashMap<>();
        config.models()
                .forEach((name, model) -> models.put(
                        name,
                        new Config.Model(
                                model.name(),
                                model.provider(),
                                model.upstream(),
                                List.of(),
                                model.contextWindow(),
                                model.maxOutput(),
                                model.price(),
                                model.capabilities())));
        return new Config(
                config.server(),
                config.access(),
                config.providers(),
                models,
                Map.of(),
                config.strategy(),
                null,
                List.of());
    }

    private static Call call(Config.Model model) throws IOException {
        Dialect dialect = LlmRouter.DIALECTS.of(model.provider().dialect());
        Chat chat = new Chat(
                model.name(),
                List.of(Turn.of(Turn.Role.USER, List.of(new Part.Text("ping")))),
                List.of(),
                ToolChoice.UNSAID,
                Settings.none().withMaxTokens(TOKENS),
                Output.TEXT,
                Thinking.UNSAID,
                false);
        Aim aim = new Aim(
                model.upstream(),
                model.provider().base(),
                model.maxOutput(),
                model.provider().quirks());
        byte[] body = Json.bytes(dialect.codec().writeRequest(chat, aim, new Losses()));
        return new Call(
                UUID.randomUUID().toString(),
                Caller.ANONYMOUS,
                dialect,
                Operation.GENERATE,
                model.name(),
                false,
                body,
                Splice.find(body, "model", "stream"),
                Map.of(),
                Map.of());
    }

    /** An answer that nobody waits for but us. */
    private static final class Kept implements Reply {

        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private volatile int status;

        @Override
        public OutputStream begin(int answered, List<Map.Entry<String, String>> headers, boolean stream, long length) {
            status = answered;
            return body;
        }

        @Override
        public boolean begun() {
            return status != 0;
        }

        @Override
        public boolean clientGone() {
            return false;
        }
    }
}
