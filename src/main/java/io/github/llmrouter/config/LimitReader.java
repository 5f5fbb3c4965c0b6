package io.github.llmrouter.config;

import io.github.llmrouter.config.Config.Limit;
import io.github.llmrouter.config.Config.ProviderLimit;
import io.github.llmrouter.config.Config.Window;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads {@code limits}. */
final class LimitReader {

    private static final Window MINUTE = new Window(Window.Unit.MINUTE, 1);

    private final Document document;
    private final Values values;

    LimitReader(Document document) {
        this.document = document;
        this.values = new Values(document);
    }

    /** The limits of a key. */
    List<Limit> limits(Fields owner) {
        var ids = new HashSet<String>();
        return owner.each("limits", Shape.LIMIT).stream()
                .map(limit -> limit(limit, ids))
                .toList();
    }

    /**
     * The limits of a provider.
     *
     * @param models the provider's own: full names by every way to write them
     */
    List<ProviderLimit> providerLimits(Fields owner, Map<String, String> models) {
        var ids = new HashSet<String>();
        var limits = new ArrayList<ProviderLimit>();
        for (Fields limit : owner.each("limits", Shape.PROVIDER_LIMIT)) {
            limits.add(new ProviderLimit(
                    limit(limit, ids), limit.read("models", node -> models(node, models), List.of())));
        }
        return List.copyOf(limits);
    }

    private Limit limit(Fields limit, Set<String> ids) {
        Long requests = limit.whole("requests", 0, Long.MAX_VALUE);
        Long tokens = limit.whole("tokens", 0, Long.MAX_VALUE);
        BigDecimal money = limit.amount("money");
        List<String> counted =
                Stream.of("requests", "tokens", "money").filter(limit::has).toList();
        if (counted.size() != 1) {
            document.problem(limit.node(), "a limit counts one of requests, tokens or money");
        }
        Window window = limit.require("window", this::window);
        String id = limit.text("id");
        String name = id != null ? id : String.join("+", counted) + "/" + written(window == null ? MINUTE : window);
        if (!ids.add(name)) {
            document.problem(limit.at("id"), "there are two limits called '" + name + "'", "give each its own id");
        }
        return new Limit(name, requests, tokens, money, window == null ? MINUTE : window);
    }

    private @Nullable Window window(Node node) {
        if (!(node instanceof ScalarNode)) {
            Fields fields = values.fields(node, Shape.WINDOW);
            String text = fields.require("unit", values::text);
            Window.Unit unit = text == null ? null : Units.unit(text);
            if (text != null && unit == null) {
                document.problem(
                        fields.at("unit"), "there is no such unit", "second, minute, hour, day, week or month");
            }
            Long size = fields.whole("size", 1, 999_999);
            return unit == null ? null : new Window(unit, size == null ? 1 : size.intValue());
        }
        String text = values.text(node);
        Window window = text == null ? null : Units.window(text);
        if (text != null && window == null) {
            document.misfit(node, "wants a window", "like minute, minute:5, hour:6, day, week or month");
        }
        return window;
    }

    private static String written(Window window) {
        return window.unit().name().toLowerCase(Locale.ROOT) + (window.size() == 1 ? "" : ":" + window.size());
    }

    /** {@code all} is the empty list. */
    private List<String> models(Node node, Map<String, String> models) {
        if (node instanceof ScalarNode scalar && scalar.getValue().equals("all")) {
            return List.of();
        }
        List<String> written = values.all(node, item -> model(item, models));
        return written.contains("all") ? List.of() : written;
    }

    private @Nullable String model(Node node, Map<String, String> models) {
        String name = values.text(node);
        if (name == null || name.equals("all")) {
            return name;
        }
        String full = models.get(name);
        if (full == null) {
            document.problem(
                    node, "the provider has no model called '" + name + "'", Spelling.hint(name, models.keySet()));
        }
        return full;
    }
}
