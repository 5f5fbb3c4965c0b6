package io.github.llmrouter.config.foreign;

import io.github.llmrouter.config.foreign.RouterJsonProviders.Model;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** The {@code rateLimits} of a provider. */
final class RouterJsonLimits {

    private final Remarks remarks;

    RouterJsonLimits(Remarks remarks) {
        this.remarks = remarks;
    }

    /**
     * The buckets of one part of a provider.
     *
     * @param part the models that this part has
     * @param all the models of all parts
     * @param main whether this part answers for what is wrong
     */
    List<Node> limits(Source provider, List<Model> part, List<Model> all, boolean main) {
        List<Node> limits = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Source bucket : provider.each("rateLimits")) {
            String id = id(bucket, ids, limits.size() + 1);
            List<Node> models = bucket.scalars("models", "model");
            boolean every = models.stream().anyMatch(model -> "all".equals(Source.scalar(model)));
            List<Node> own = every ? List.of() : own(models, part, all, main);
            if (part.size() < all.size() && main) {
                remarks.warning(
                        bucket.node(), "the bucket '" + id + "' counts the models of each format for themselves");
            }
            Draft limit = new Draft(bucket.node()).with("id", id, bucket.at("id"));
            limit.with("models", own).with("requests", requests(bucket)).with("window", window(bucket));
            bucket.skip("name", "metadata");
            if (main) {
                bucket.rest();
            }
            if (models.isEmpty() && main) {
                remarks.problem(bucket.node(), "'models' is missing", "[\"all\"] for all models of the provider");
            }
            if (every || !own.isEmpty()) {
                limits.add(limit.node());
            }
        }
        return limits;
    }

    private static String id(Source bucket, Set<String> ids, int place) {
        String given = bucket.text("id");
        String name = bucket.text("name");
        if (given != null && !given.isEmpty()) {
            ids.add(given);
            return given;
        }
        String slug = RouterJsonProviders.slug(name == null || name.isEmpty() ? "bucket-" + place : name, "bucket");
        String id = slug;
        for (int next = 2; !ids.add(id); next++) {
            id = slug + "-" + next;
        }
        return id;
    }

    /** Names of models that nobody has are kept, so that they are told. */
    private static List<Node> own(List<Node> written, List<Model> part, List<Model> all, boolean main) {
        List<Node> own = new ArrayList<>();
        for (Node node : written) {
            String name = Source.scalar(node);
            part.stream().filter(model -> model.id().equals(name)).forEach(model -> {
                own.add(Draft.text(model.id(), node));
                RouterJsonProviders.aliases(model).forEach(alias -> own.add(Draft.text(alias, node)));
            });
            if (main && all.stream().noneMatch(model -> model.id().equals(name))) {
                own.add(Draft.text(String.valueOf(name), node));
            }
        }
        return own;
    }

    private static @Nullable Node requests(Source bucket) {
        BigDecimal requests = bucket.number("requests");
        return requests == null
                ? null
                : Draft.whole(requests.setScale(0, RoundingMode.FLOOR).longValue(), bucket.at("requests"));
    }

    private static Node window(Source bucket) {
        Source window = bucket.inner("window");
        String unit = window.has("unit") ? window.text("unit") : bucket.text("windowUnit");
        BigDecimal size = window.has("size") ? window.number("size") : bucket.number("windowSize");
        bucket.skip("windowUnit", "windowSize");
        window.rest();
        Node at = bucket.has("window") ? bucket.at("window") : bucket.node();
        Draft draft = new Draft(at).with("unit", unit == null ? null : unit.toLowerCase(Locale.ROOT), at);
        return draft.with("size", size == null ? null : Draft.whole(size.longValue(), at))
                .node();
    }
}
