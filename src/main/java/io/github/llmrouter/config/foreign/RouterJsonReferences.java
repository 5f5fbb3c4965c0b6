package io.github.llmrouter.config.foreign;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** What the references of a {@code .llm-router.json} name here. */
final class RouterJsonReferences {

    private static final String ALIAS = "alias:";

    private final Set<String> models;
    private final Set<String> aliases;
    private final Set<String> disabled;
    private final @Nullable String standard;
    private final Remarks remarks;

    /**
     * @param models provider/model and provider/alias
     * @param disabled providers and provider/models that are switched off
     * @param standard the default model
     */
    RouterJsonReferences(
            Set<String> models, Set<String> aliases, Set<String> disabled, @Nullable String standard, Remarks remarks) {
        this.models = models;
        this.aliases = aliases;
        this.disabled = disabled;
        this.standard = standard;
        this.remarks = remarks;
    }

    /** Its native name; empty, and told, if it is switched off. Whether there is such a name is for others to say. */
    Optional<Node> resolve(String reference, Node at) {
        String name = plain(reference);
        if (name.equals("smart") && !aliases.contains(name)) {
            if (standard == null || standard.equals("smart")) {
                remarks.warning(at, "'smart' is not heeded: there is no default model");
                return Optional.empty();
            }
            name = plain(standard);
        }
        if (disabled.contains(name) || disabled.contains(name.replaceFirst("/.*", ""))) {
            remarks.warning(at, "'" + name + "' is left out: it is not enabled");
            return Optional.empty();
        }
        return Optional.of(Draft.text(name, at));
    }

    /** Its native name if there is such a thing; else empty, and told. */
    Optional<String> known(String reference, Node at) {
        String name = plain(reference);
        if (models.contains(name) || aliases.contains(name)) {
            return Optional.of(name);
        }
        remarks.warning(at, "'" + name + "' is left out: there is no enabled model or alias of this name");
        return Optional.empty();
    }

    private static String plain(String reference) {
        return reference.startsWith(ALIAS) ? reference.substring(ALIAS.length()).strip() : reference;
    }
}
