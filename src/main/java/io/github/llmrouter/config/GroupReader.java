package io.github.llmrouter.config;

import io.github.llmrouter.config.Config.Group;
import io.github.llmrouter.config.Config.Member;
import io.github.llmrouter.config.Config.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code router_settings}. */
final class GroupReader {

    private static final int WEIGHT = 100;

    private final Document document;
    private final Names names;
    private final Values values;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private Strategy strategy = Strategy.ROUNDROBIN;
    private @Nullable String defaultModel;

    GroupReader(Document document, Names names) {
        this.document = document;
        this.names = names;
        this.values = new Values(document);
    }

    void read(Fields settings) {
        strategy = settings.read("strategy", this::strategy, Strategy.ROUNDROBIN);
        defaultModel = settings.text("default_model");
        if (defaultModel != null) {
            names.use(defaultModel, settings.at("default_model"));
        }
        settings.each("model_groups", Shape.MODEL_GROUP).forEach(this::readGroup);
    }

    private void readGroup(Fields group) {
        String name = group.requireText("name");
        if (!names.addGroup(name, group.at("name"))) {
            return;
        }
        var members = new ArrayList<Member>();
        var seen = new HashSet<String>();
        group.require("models", values::list);
        for (Fields member : group.each("models", Shape.GROUP_MEMBER)) {
            Member read = member(name, member);
            members.add(read);
            if (!seen.add(read.model())) {
                document.problem(member.at("name"), "'" + read.model() + "' is in this group already");
            }
        }
        if (members.isEmpty() && group.has("models")) {
            document.problem(group.at("models"), "a group needs a model");
        }
        groups.put(
                name,
                new Group(
                        name,
                        group.read("strategy", this::strategy, strategy),
                        List.copyOf(members),
                        names.uses(group, "fallbacks"),
                        group.flag("strict", false),
                        group.timeout("hedge_after"),
                        group.timeout("affinity")));
    }

    private Member member(String group, Fields member) {
        String model = member.requireText("name");
        if (member.has("name")) {
            names.useAsMember(group, model, member.at("name"));
        }
        Long weight = member.whole("weight", 0, Integer.MAX_VALUE);
        String selector = member.text("selector");
        return new Member(
                model,
                weight == null ? WEIGHT : weight.intValue(),
                selector == null || selector.isBlank() ? null : selector,
                document.position(member.at("selector")));
    }

    private @Nullable Strategy strategy(Node node) {
        String text = values.text(node);
        if (text == null) {
            return null;
        }
        Optional<Strategy> known = Strategy.of(text);
        if (known.isEmpty()) {
            List<String> all =
                    Arrays.stream(Strategy.values()).map(Strategy::written).toList();
            String hint = Spelling.hint(text, all);
            document.problem(node, "there is no such strategy", hint != null ? hint : String.join(", ", all));
        }
        return known.orElse(null);
    }

    Map<String, Group> groups() {
        return Collections.unmodifiableMap(groups);
    }

    Strategy strategy() {
        return strategy;
    }

    @Nullable
    String defaultModel() {
        return defaultModel;
    }
}
