package io.github.llmrouter.config.foreign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A {@code .env} file, or the environment itself, with one upstream whose models are offered as {@code auto}, {@code
 * auto-coding} and {@code auto-longtext}. What the environment says goes before the file.
 */
public final class UpstreamEnvironment implements ForeignFormat {

    /** The variable without which there is no upstream. */
    public static final String BASE = "UPSTREAM_BASE_URL";

    private static final String KEY = "UPSTREAM_API_KEY";
    private static final String ROUTER_KEY = "ROUTER_API_KEY";
    private static final String RUNTIME = "LLM_ROUTER_CONFIG_PATH";
    private static final String TIMEOUT = "UPSTREAM_TIMEOUT_MS";
    private static final String ATTEMPTS = "AUTO_MAX_ATTEMPTS";
    private static final String PORT = "PORT";
    private static final String PROVIDER = "upstream";
    private static final List<String> VIRTUAL = List.of("auto", "auto-coding", "auto-longtext");
    private static final Set<String> OWN = Set.of(BASE, KEY, ROUTER_KEY, TIMEOUT, ATTEMPTS);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String name() {
        return ".env";
    }

    @Override
    public boolean recognises(MappingNode root) {
        return root.getValue().stream().anyMatch(entry -> OWN.contains(Source.key(entry)));
    }

    @Override
    public MappingNode nativeForm(MappingNode root, Remarks remarks) {
        return new Reading(new Source(root, remarks, key -> key), remarks).nativeForm();
    }

    /** One file, and the environment around it. */
    private record Reading(Source file, Remarks remarks) {

        MappingNode nativeForm() {
            Draft provider = new Draft(file.node())
                    .with("name", PROVIDER, file.at(BASE))
                    .with("api_type", "openai", file.at(BASE))
                    .with("api_base", base())
                    .with("api_key", required(KEY))
                    .with("timeouts", timeouts());
            Draft settings = new Draft(file.node())
                    .with("strategy", Draft.text("ordered", file.node()))
                    .with("virtual_models", virtualModels());
            Draft converted = new Draft(file.node())
                    .with("providers", List.of(provider.node()))
                    .with("router_settings", settings.node())
                    .with("access", access())
                    .with("server", new Draft(file.node()).with("port", whole(PORT)));
            file.skip(RUNTIME).rest();
            return converted.node();
        }

        /** There, paths with {@code /v1} are appended. */
        private @Nullable Node base() {
            Node written = required(BASE);
            if (written == null) {
                return null;
            }
            String plain = value(BASE).orElse("").replaceFirst("/+$", "");
            boolean versioned = plain.endsWith("/v1");
            if (remarks.environment(BASE).isPresent()) {
                boolean slash = value(BASE).orElse("").endsWith("/");
                String rest = versioned ? "" : slash ? "v1" : "/v1";
                return Draft.text(Source.scalar(written) + rest, written);
            }
            return Draft.value(versioned ? plain : plain + "/v1", written);
        }

        private Draft timeouts() {
            Draft timeouts = new Draft(file.node());
            Node millis = whole(TIMEOUT);
            return millis == null
                    ? timeouts
                    : timeouts.with("first_byte", Source.scalar(millis) + "ms", file.at(TIMEOUT));
        }

        private List<Node> virtualModels() {
            Node attempts = whole(ATTEMPTS);
            Node router = routerModel();
            List<Node> models = new ArrayList<>();
            for (String name : VIRTUAL) {
                models.add(new Draft(file.node())
                        .with("name", name, file.at(BASE))
                        .with("discover", PROVIDER, file.at(BASE))
                        .with("router_model", router)
                        .with("attempts", attempts)
                        .node());
            }
            return models;
        }

        /** What the operator chose there at run time. */
        private @Nullable Node routerModel() {
            String path = value(RUNTIME).filter(text -> !text.isEmpty()).orElse(".llm-router.local.json");
            Optional<String> saved = remarks.content(path);
            if (saved.isEmpty()) {
                return null;
            }
            Node at = file.at(RUNTIME);
            try {
                JsonNode json = JSON.readTree(saved.get());
                String model = json.path("routerModelId")
                        .asText(json.path("router_model_id").asText(""));
                return model.isEmpty() || model.equals("null") ? null : Draft.text(model, at);
            } catch (JsonProcessingException e) {
                remarks.problem(at, path + " is not JSON", "remove it, or mend it");
                return null;
            }
        }

        /** There, the one key opens the administration, too. */
        private Draft access() {
            Draft access = new Draft(file.node());
            if (value(ROUTER_KEY).filter(key -> !key.isEmpty()).isPresent()) {
                Node at = file.at(ROUTER_KEY);
                Draft key = new Draft(at).with("name", "router", at).with("key", written(ROUTER_KEY));
                access.with("keys", List.of(key.node())).with("admin_keys", List.of(key.node()));
            }
            file.skip(ROUTER_KEY);
            return access;
        }

        private Optional<String> value(String name) {
            return remarks.environment(name).or(() -> Optional.ofNullable(file.text(name)));
        }

        /** The file's literal, or a reference where the environment has it. */
        private @Nullable Node written(String name) {
            String literal = file.text(name);
            if (remarks.environment(name).isPresent()) {
                return Draft.variable(name, file.at(name));
            }
            return literal == null ? null : Draft.value(literal, file.at(name));
        }

        private @Nullable Node required(String name) {
            if (value(name).filter(text -> !text.isBlank()).isEmpty()) {
                remarks.problem(file.node(), name + " is missing", "set it here or in the environment");
                return null;
            }
            return written(name);
        }

        private @Nullable Node whole(String name) {
            Optional<String> text = value(name).filter(value -> !value.isBlank());
            file.skip(name);
            if (text.isEmpty()) {
                return null;
            }
            if (!text.get().matches("0*[1-9]\\d{0,8}")) {
                remarks.problem(file.at(name), name + " must be a positive integer", null);
                return null;
            }
            return Draft.whole(Long.parseLong(text.get()), file.at(name));
        }
    }
}
