package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.llmrouter.dialect.ModelInfo;
import io.github.llmrouter.dialect.OpenAiModels;
import io.github.llmrouter.wire.Json;
import java.util.List;
import java.util.stream.Stream;

/**
 * The list of models as Codex wants it: it asks with its version in the query, and without this list takes every model for an
 * unknown one. It wants instructions for each. OpenAI's list stands beside it for everybody else.
 */
final class CodexModels {

    /** Codex compacts a conversation before it is longer; where nothing is known, what current models take at least. */
    private static final long WINDOW = 200_000;

    /** Of a tool's output: tokens. */
    private static final int OUTPUT = 10_000;

    /** What a model is told that works in Codex; the names of tools are those that Codex offers. */
    private static final String INSTRUCTIONS = """
        You are a coding agent. You work in the user's workspace through the tools that you are given, until what was asked for is
        done, and you report truthfully what you did.

        - Read before you write: look at the files that matter, the project's instructions (AGENTS.md applies to its folder and all
          below it) and the version history where it helps. Search with `rg`.
        - Make the smallest change that solves the problem at its cause. Keep to the style of the code around it. Do not repair what
          nobody asked about; mention it instead.
        - Edit files with `apply_patch`. Never undo changes that are not yours, and run no command that destroys work
          (`git reset --hard`, `git checkout --`) unless the user asks for it.
        - Verify: build, and run the tests that cover what you changed. If you could not, say so.
        - For work of several steps keep a short plan up to date and tell now and then in a sentence where you are.
        - If a command needs a permission that you lack, ask for it as the environment describes; do not work around it.
        - At the end say in a few plain sentences what changed, where (`path:line`), and what is left. No headings for small answers.
        """;

    private CodexModels() {}

    static ObjectNode list(List<ModelInfo> models) {
        ObjectNode list = OpenAiModels.list(models);
        list.putArray("models");
        for (int i = 0; i < models.size(); i++) {
            list.withArray("models").add(one(models.get(i), i).node());
        }
        return list;
    }

    private static Json one(ModelInfo model, int place) {
        return Json.object()
                .with("slug", model.id())
                .with("display_name", model.title())
                .with("description", "From " + model.ownedBy())
                .with("default_reasoning_level", "medium")
                .with("supported_reasoning_levels", efforts())
                .with("shell_type", "default")
                .with("visibility", "list")
                .with("supported_in_api", true)
                .with("priority", place)
                .withNull("upgrade")
                .withNull("availability_nux")
                .with("base_instructions", INSTRUCTIONS)
                .with("supports_reasoning_summaries", true)
                .with("support_verbosity", false)
                .withNull("default_verbosity")
                // A tool without a schema: it is bridged to models that want one.
                .with("apply_patch_tool_type", "freeform")
                .with("truncation_policy", Json.object().with("mode", "tokens").with("limit", OUTPUT))
                .with("supports_parallel_tool_calls", true)
                .with("context_window", model.contextWindow() == null ? WINDOW : model.contextWindow())
                .with("experimental_supported_tools", Stream.of());
    }

    private static Stream<Json> efforts() {
        return Stream.of("low", "medium", "high", "xhigh")
                .map(effort -> Json.object().with("effort", effort).with("description", effort + " effort"));
    }
}
