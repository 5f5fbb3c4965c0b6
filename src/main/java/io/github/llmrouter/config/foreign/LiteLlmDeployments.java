package io.github.llmrouter.config.foreign;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** The {@code model_list} of a LiteLLM file: one name may have several deployments there; here it becomes a group of models. */
final class LiteLlmDeployments {

    /**
     * One entry of the list.
     *
     * @param name its own name here: the group's if it is alone
     */
    record Deployment(String name, Source entry, Source parameters, LiteLlmVendor.Found found) {

        Node at() {
            return entry.at("model_name");
        }
    }

    private final LiteLlmParameters parameters;
    private final Remarks remarks;
    private final Map<String, List<Deployment>> groups = new LinkedHashMap<>();

    LiteLlmDeployments(Source file, LiteLlmValues values, Remarks remarks) {
        this.parameters = new LiteLlmParameters(values, remarks);
        this.remarks = remarks;
        Set<String> names = new HashSet<>();
        Map<String, List<Deployment>> found = new LinkedHashMap<>();
        for (Source entry : file.each("model_list")) {
            String name = entry.text("model_name");
            Source inner = entry.inner("litellm_params");
            if (name != null) {
                names.add(name);
            }
            found(entry, name, inner)
                    .ifPresent(vendor -> found.computeIfAbsent(String.valueOf(name), none -> new ArrayList<>())
                            .add(new Deployment(String.valueOf(name), entry, inner, vendor)));
        }
        found.forEach((name, all) -> groups.put(
                name,
                all.size() == 1
                        ? all
                        : all.stream().map(each -> renamed(each, names)).toList()));
    }

    /** By its upstream name, which says more than a number. */
    private static Deployment renamed(Deployment one, Set<String> names) {
        String model = String.valueOf(one.parameters().text("model"));
        return new Deployment(unique(model, names), one.entry(), one.parameters(), one.found());
    }

    private Optional<LiteLlmVendor.Found> found(Source entry, @Nullable String name, Source inner) {
        String model = inner.text("model");
        if (name == null || name.isEmpty() || model == null || model.isEmpty()) {
            remarks.warning(entry.node(), "an entry without 'model_name' or 'litellm_params.model' is left out");
            return Optional.empty();
        }
        if (name.contains("*") || model.contains("*")) {
            remarks.warning(entry.at("model_name"), "'" + name + "' is left out: name each model instead of *");
            return Optional.empty();
        }
        Optional<LiteLlmVendor.Found> found = LiteLlmVendor.find(model, inner.text("custom_llm_provider"));
        if (found.isEmpty()) {
            remarks.warning(
                    inner.at("model"),
                    "'" + name + "' is left out: '" + model
                            + "' names no provider that speaks OpenAI's, Anthropic's or Gemini's dialect");
        }
        return found.filter(vendor -> addressed(vendor, name, inner));
    }

    private boolean addressed(LiteLlmVendor.Found found, String name, Source inner) {
        boolean known = found.vendor().base() != null
                || inner.has("api_base")
                || inner.has("base_url")
                || inner.has("litellm_credential_name")
                || remarks.environment(found.word().toUpperCase(java.util.Locale.ROOT) + "_API_BASE")
                        .isPresent();
        if (!known) {
            remarks.warning(inner.node(), "'" + name + "' is left out: 'api_base' is missing");
        }
        return known;
    }

    private static String unique(String wanted, Set<String> names) {
        String name = wanted;
        for (int next = 2; !names.add(name); next++) {
            name = wanted + "-" + next;
        }
        return name;
    }

    /** The deployments of each name that has any. */
    Map<String, List<Deployment>> groups() {
        return groups;
    }

    List<Node> write(LiteLlmRouting routing) {
        List<Node> list = new ArrayList<>();
        groups.forEach((group, deployments) -> deployments.forEach(deployment -> {
            Draft draft = new Draft(deployment.entry().node())
                    .with("model_name", deployment.name(), deployment.at())
                    .with("llm_params", parameters.write(deployment));
            if (deployments.size() == 1) {
                draft.with("fallbacks", routing.fallbacks(group));
            }
            list.add(draft.node());
            deployment.entry().rest();
        }));
        return list;
    }

    /** What a deployment's share is measured by: weight, else requests, else tokens per minute; null if nothing is said. */
    static @Nullable String measure(List<Deployment> deployments) {
        for (String key : List.of("weight", "rpm", "tpm")) {
            if (deployments.stream()
                    .anyMatch(deployment -> deployment.parameters().has(key))) {
                return key;
            }
        }
        return null;
    }

    static BigDecimal weight(Deployment deployment, String measure) {
        BigDecimal weight = deployment.parameters().number(measure);
        return weight == null ? BigDecimal.ZERO : weight.max(BigDecimal.ZERO);
    }
}
