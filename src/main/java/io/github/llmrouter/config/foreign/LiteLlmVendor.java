package io.github.llmrouter.config.foreign;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where LiteLLM's word before the slash of a model leads.
 *
 * @param base null if the file must say it
 * @param variable from which the key is taken if the file has none; null if none is needed
 */
record LiteLlmVendor(
        String dialect, @Nullable String base, @Nullable String variable) {

    private static final Map<String, LiteLlmVendor> KNOWN = Map.ofEntries(
            openai("openai", "https://api.openai.com/v1", "OPENAI_API_KEY"),
            openai("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
            openai("groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY"),
            openai("mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY"),
            openai("deepseek", "https://api.deepseek.com/v1", "DEEPSEEK_API_KEY"),
            openai("xai", "https://api.x.ai/v1", "XAI_API_KEY"),
            openai("together_ai", "https://api.together.xyz/v1", "TOGETHERAI_API_KEY"),
            openai("fireworks_ai", "https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY"),
            openai("perplexity", "https://api.perplexity.ai", "PERPLEXITYAI_API_KEY"),
            openai("deepinfra", "https://api.deepinfra.com/v1/openai", "DEEPINFRA_API_KEY"),
            openai("nvidia_nim", "https://integrate.api.nvidia.com/v1", "NVIDIA_NIM_API_KEY"),
            openai("cerebras", "https://api.cerebras.ai/v1", "CEREBRAS_API_KEY"),
            openai("sambanova", "https://api.sambanova.ai/v1", "SAMBANOVA_API_KEY"),
            openai("moonshot", "https://api.moonshot.ai/v1", "MOONSHOT_API_KEY"),
            openai("dashscope", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY"),
            openai("azure", null, "AZURE_API_KEY"),
            openai("litellm_proxy", null, "LITELLM_PROXY_API_KEY"),
            openai("hosted_vllm", null, null),
            openai("openai_like", null, null),
            openai("custom_openai", null, null),
            openai("lm_studio", null, null),
            openai("llamafile", "http://127.0.0.1:8080/v1", null),
            openai("ollama", "http://localhost:11434", null),
            openai("ollama_chat", "http://localhost:11434", null),
            Map.entry("anthropic", new LiteLlmVendor("anthropic", "https://api.anthropic.com", "ANTHROPIC_API_KEY")),
            Map.entry(
                    "gemini",
                    new LiteLlmVendor("gemini", "https://generativelanguage.googleapis.com/v1beta", "GEMINI_API_KEY")));

    private static final Set<String> LOCAL = Set.of("ollama", "ollama_chat");
    private static final Pattern OPENAI = Pattern.compile("(gpt|chatgpt|o1|o3|o4|text-embedding)-?.*");

    /**
     * A model's vendor.
     *
     * @param word as LiteLLM calls the vendor
     * @param model the vendor's own name of the model
     */
    record Found(String word, LiteLlmVendor vendor, String model) {

        /** The address as it is called here. */
        String base(String written) {
            String base = written.replaceFirst("/+$", "");
            if (vendor.dialect().equals("anthropic")) {
                return base.replaceFirst("/v1(/messages)?$", "");
            }
            if (word.equals("azure") && !base.endsWith("/openai/v1")) {
                return base.replaceFirst("/openai(/.*)?$", "") + "/openai/v1";
            }
            if (LOCAL.contains(word) && !base.endsWith("/v1")) {
                return base + "/v1";
            }
            return base.replaceFirst("/chat/completions$", "");
        }
    }

    private static Map.Entry<String, LiteLlmVendor> openai(
            String word, @Nullable String base, @Nullable String variable) {
        return Map.entry(word, new LiteLlmVendor("openai", base, variable));
    }

    /**
     * The vendor of {@code provider/model}, or of a model whose name tells it.
     *
     * @param provider what {@code custom_llm_provider} says
     */
    static Optional<Found> find(String model, @Nullable String provider) {
        int slash = model.indexOf('/');
        String prefix = slash < 0 ? "" : model.substring(0, slash);
        String rest = model.substring(slash + 1);
        if (provider != null) {
            return found(provider, prefix.equals(provider) ? rest : model);
        }
        if (KNOWN.containsKey(prefix)) {
            return found(prefix, rest);
        }
        if (slash < 0 && OPENAI.matcher(model).matches()) {
            return found("openai", model);
        }
        return model.startsWith("claude-") ? found("anthropic", model) : Optional.empty();
    }

    private static Optional<Found> found(String word, String model) {
        LiteLlmVendor vendor = KNOWN.get(word);
        if (vendor == null) {
            return Optional.empty();
        }
        return model.startsWith("responses/") && word.equals("openai")
                ? Optional.of(new Found(
                        word,
                        new LiteLlmVendor("openai-responses", vendor.base(), vendor.variable()),
                        model.substring("responses/".length())))
                : Optional.of(new Found(word, vendor, model));
    }
}
