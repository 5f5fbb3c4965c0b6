package io.github.llmrouter.config.foreign;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** {@code os.environ/NAME}, {@code environment_variables} and {@code credential_list} of a LiteLLM file. */
final class LiteLlmValues {

    private static final String ENVIRONMENT = "os.environ/";

    private final Remarks remarks;
    private final Map<String, Node> variables = new HashMap<>();
    private final Map<String, Source> credentials = new HashMap<>();

    LiteLlmValues(Source file, Remarks remarks) {
        this.remarks = remarks;
        Source.entries(file.get("environment_variables"))
                .forEach(entry -> variables.put(Source.key(entry), entry.getValueNode()));
        for (Source credential : file.each("credential_list")) {
            String name = credential.text("credential_name");
            if (name != null) {
                credentials.put(name, credential.inner("credential_values"));
            }
            credential.skip("credential_info").rest();
        }
    }

    /** Null if it is not there; a reference where it refers to the environment. */
    @Nullable
    Node secret(Source owner, String key) {
        String text = owner.text(key);
        if (text == null || text.isEmpty()) {
            return null;
        }
        Node at = owner.at(key);
        if (!text.startsWith(ENVIRONMENT)) {
            return Draft.value(text, at);
        }
        String name = text.substring(ENVIRONMENT.length());
        String literal = Source.scalar(variables.get(name));
        return literal != null && !literal.startsWith(ENVIRONMENT)
                ? Draft.value(literal, at)
                : Draft.variable(name, at);
    }

    /** As {@link #secret}, also from the credential that the parameters name. */
    @Nullable
    Node parameter(Source parameters, String... keys) {
        for (String key : keys) {
            Node own = secret(parameters, key);
            if (own != null) {
                return own;
            }
        }
        String named = parameters.text("litellm_credential_name");
        if (named == null) {
            return null;
        }
        Source credential = credentials.get(named);
        if (credential == null) {
            remarks.warning(parameters.at("litellm_credential_name"), "there is no credential '" + named + "'");
            return null;
        }
        for (String key : keys) {
            Node shared = secret(credential, key);
            if (shared != null) {
                return shared;
            }
        }
        return null;
    }

    /** Seconds as a native duration. */
    static Node duration(BigDecimal seconds, Node at) {
        long millis =
                seconds.movePointRight(3).setScale(0, RoundingMode.CEILING).longValue();
        return Draft.text(millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms", at);
    }
}
