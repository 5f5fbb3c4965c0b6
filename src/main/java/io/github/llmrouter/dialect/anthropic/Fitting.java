package io.github.llmrouter.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.dialect.Aim;
import io.github.llmrouter.dialect.Ask;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Takes out of a request in this dialect what its target is known to refuse: clients write for the newest of Anthropic's models, and
 * cannot know which one a group or a virtual model has chosen. What fits, and what nobody knows, stays byte for byte.
 */
record Fitting(Takes takes, Claude model, boolean named, Losses losses) {

    static final String BETA = "anthropic-beta";

    private static final List<String> SAMPLING = List.of("temperature", "top_p", "top_k");
    private static final String CONFIG = "output_config";

    static Fitting to(Aim aim, Losses losses) {
        return new Fitting(Takes.of(aim), Claude.of(aim), Claude.isNamed(aim), losses);
    }

    /** The betas that pass, if that is not all of them. */
    Map<String, String> headers(Map<String, String> client) {
        String betas = client.get(BETA);
        if (betas == null || takes.betas() == null) {
            return Map.of();
        }
        List<String> passing = new ArrayList<>();
        Arrays.stream(betas.split(",")).map(String::strip).forEach(beta -> {
            if (takes.beta(beta)) {
                passing.add(beta);
            } else {
                losses.dropped(BETA + ":" + beta, Weight.HINT);
            }
        });
        return Map.of(BETA, String.join(",", passing));
    }

    /** The same array if it fits as it is. */
    byte[] body(byte[] body) throws IOException {
        if (!suspicious(body) || !(Json.read(body) instanceof ObjectNode request)) {
            return body;
        }
        takes.refused().forEach(field -> drop(request, field));
        if (named) {
            if (!model.sampling()) {
                SAMPLING.forEach(field -> drop(request, field));
            }
            think(request);
            if (!model.midSystem() && request.path("messages") instanceof ArrayNode messages) {
                request.set("messages", instructed(messages));
            }
        }
        return losses.isEmpty() ? body : Json.bytes(request);
    }

    /** Whether it is worth to be parsed. */
    private boolean suspicious(byte[] body) {
        if (takes.refused().isEmpty() && !named) {
            return false;
        }
        String text = new String(body, StandardCharsets.ISO_8859_1);
        return Stream.concat(takes.refused().stream().map(field -> '"' + field + '"'), named ? marks() : Stream.of())
                .anyMatch(text::contains);
    }

    /** What a request must hold to be a problem for this model. */
    private Stream<String> marks() {
        List<String> marks = new ArrayList<>();
        if (!model.sampling()) {
            SAMPLING.forEach(field -> marks.add('"' + field + '"'));
        }
        if (!model.adaptive() || !model.budgets()) {
            marks.add("\"thinking\"");
        }
        if (!model.effort() || !model.xhigh() || !model.max()) {
            marks.add("\"effort\"");
        }
        if (!model.midSystem()) {
            marks.addAll(List.of("\"role\":\"system\"", "\"role\": \"system\""));
        }
        return marks.stream();
    }

    private void drop(ObjectNode object, String field) {
        if (object.remove(field) != null) {
            losses.dropped(field, Weight.HINT);
        }
    }

    private void think(ObjectNode request) {
        String type = request.path("thinking").path("type").asText();
        String effort = request.path(CONFIG).path("effort").asText();
        boolean fits = switch (type) {
            case "enabled" -> model.budgets();
            case "adaptive", "between_tools" -> model.adaptive();
            default -> true;
        };
        boolean effortFits = effort.isEmpty()
                || model.effort()
                        && Efforts.WORDS.containsKey(effort)
                        && Efforts.known(Efforts.WORDS.get(effort), model) == Efforts.WORDS.get(effort);
        if (fits && effortFits) {
            return;
        }
        Ask ask = new Ask(Operation.GENERATE, "", false, request, Map.of(), Map.of());
        Chat meant = new MessagesCodec().readRequest(ask, new Losses());
        ThinkingPlan plan = ThinkingPlan.of(meant, model, meant.settings().maxTokens(), new Losses());
        if (!fits) {
            if (plan.thinking() == null) {
                drop(request, "thinking");
            } else {
                losses.changed(
                        "thinking.type",
                        type + ">" + plan.thinking().node().path("type").asText(),
                        Weight.HINT);
                request.set("thinking", plan.thinking().node());
            }
        }
        if (!effort.isEmpty() && request.get(CONFIG) instanceof ObjectNode config) {
            effort(request, config, effort, plan);
        }
        if (!plan.on()) {
            forgetThoughts(request);
        }
    }

    private void effort(ObjectNode request, ObjectNode config, String wanted, ThinkingPlan plan) {
        if (plan.effort() == null) {
            losses.dropped(CONFIG + ".effort", Weight.HINT);
            config.remove("effort");
            if (config.isEmpty()) {
                request.remove(CONFIG);
            }
        } else if (!Efforts.write(plan.effort()).equals(wanted)) {
            losses.changed(CONFIG + ".effort", wanted + ">" + Efforts.write(plan.effort()), Weight.HINT);
            config.put("effort", Efforts.write(plan.effort()));
        }
    }

    /** To clear thoughts is an error where the model does not think. */
    private void forgetThoughts(ObjectNode request) {
        if (request.get("context_management") instanceof ObjectNode management
                && management.get("edits") instanceof ArrayNode edits) {
            for (int i = edits.size() - 1; i >= 0; i--) {
                if (edits.get(i).path("type").asText().startsWith("clear_thinking")) {
                    losses.dropped("context_management.edits[" + i + "]", Weight.HINT);
                    edits.remove(i);
                }
            }
            if (edits.isEmpty()) {
                request.remove("context_management");
            }
        }
    }

    /** Instructions in the middle become the user's reminders; nothing may stand between a tool call and its result. */
    private ArrayNode instructed(ArrayNode messages) {
        ArrayNode fitted = JsonNodeFactory.instance.arrayNode();
        ArrayNode waiting = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            if (message.path("role").asText().equals("system")) {
                losses.changed("messages[" + i + "].role", "system>user", Weight.HINT);
                reminders(message.path("content"), waiting);
                continue;
            }
            if (!waiting.isEmpty() && message.path("role").asText().equals("user")) {
                fitted.add(joined(message, waiting));
                waiting = JsonNodeFactory.instance.arrayNode();
                continue;
            }
            flush(waiting, fitted);
            waiting = JsonNodeFactory.instance.arrayNode();
            fitted.add(message);
        }
        flush(waiting, fitted);
        return fitted;
    }

    private static void flush(ArrayNode waiting, ArrayNode fitted) {
        if (!waiting.isEmpty()) {
            fitted.addObject().put("role", "user").set("content", waiting);
        }
    }

    private static JsonNode joined(JsonNode message, ArrayNode reminders) {
        ObjectNode copy = message.deepCopy();
        ArrayNode content = JsonNodeFactory.instance.arrayNode();
        if (message.path("content").isTextual()) {
            content.add(text(message.path("content").textValue()));
        } else {
            message.path("content").forEach(content::add);
        }
        content.addAll(reminders);
        copy.set("content", content);
        return copy;
    }

    private static void reminders(JsonNode content, ArrayNode to) {
        if (content.isTextual()) {
            to.add(reminder(text(content.textValue())));
        }
        content.forEach(block -> to.add(
                block.path("text").isTextual() && block.deepCopy() instanceof ObjectNode copy
                        ? reminder(copy)
                        : block));
    }

    private static ObjectNode reminder(ObjectNode text) {
        return text.put("text", "<system-reminder>\n" + text.path("text").asText() + "\n</system-reminder>");
    }

    private static ObjectNode text(String text) {
        return Json.type("text").with("text", text).node();
    }
}
