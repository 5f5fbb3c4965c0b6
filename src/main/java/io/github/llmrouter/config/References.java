package io.github.llmrouter.config;

import io.github.llmrouter.config.Secrets.Kind;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Puts the values of {@code ${env:NAME}}, {@code ${file:/path}}, {@code ${jndi:name}} and {@code ${sys:name}} in their places. */
final class References {

    private static final Pattern REFERENCE = Pattern.compile("\\$?\\$\\{(?:(\\w+):([^}]*)})?");
    private static final String KINDS =
            "write ${env:NAME}, ${file:/path}, ${jndi:name} or ${sys:name}, and $${ for a plain ${";

    private final Document document;
    private final Values values;

    References(Document document) {
        this.document = document;
        this.values = new Values(document);
    }

    /** Null if the document now has a problem. What a reference yields is not searched for references again. */
    @Nullable
    String text(Node node) {
        String text = values.text(node);
        return text == null ? null : resolve(text, node);
    }

    /** As {@link #text(Node)}, for text that stands somewhere in {@code at}. */
    @Nullable
    String resolve(String text, Node at) {
        var resolved = new StringBuilder();
        boolean whole = true;
        int done = 0;
        Matcher found = REFERENCE.matcher(text);
        while (found.find(done)) {
            resolved.append(text, done, found.start());
            if (found.group().startsWith("$$")) {
                resolved.append("${");
                done = found.start() + 3;
                continue;
            }
            String value = lookUp(found.group(1), found.group(2), at);
            whole &= value != null;
            resolved.append(value);
            done = found.end();
        }
        resolved.append(text, done, text.length());
        return whole ? resolved.toString() : null;
    }

    /** While converting, what stands for the value can be a key as well as an address. */
    private @Nullable String lookUp(@Nullable String kind, @Nullable String name, Node at) {
        Optional<Kind> known =
                Arrays.stream(Kind.values()).filter(k -> word(k).equals(kind)).findFirst();
        if (known.isEmpty() || name == null || name.isBlank()) {
            document.problem(at, "a reference that is not understood", KINDS);
            return null;
        }
        Kind place = known.get();
        Optional<String> value = switch (place) {
            case FILE -> file(name);
            case ENV, JNDI, SYS -> document.secrets().find(place, name);
        };
        if (value.isEmpty() && document.converting()) {
            return "http://" + name.replaceAll("[^A-Za-z0-9]", "-") + ".invalid";
        }
        if (value.isEmpty() && document.lenient()) {
            document.warning(at, "${" + kind + ":" + name + "} cannot be resolved and stays empty");
            return "";
        }
        if (value.isEmpty()) {
            document.problem(at, "${" + kind + ":" + name + "} cannot be resolved", advice(place));
        }
        return value.orElse(null);
    }

    private Optional<String> file(String name) {
        Path path;
        try {
            path = document.resolve(name);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        document.dependsOn(path);
        return document.secrets().find(Kind.FILE, path.toString());
    }

    private static String advice(Kind kind) {
        return switch (kind) {
            case ENV -> "set the environment variable";
            case FILE -> "create the file, readable for the router's user";
            case JNDI -> "bind the name in the container";
            case SYS -> "set the system property";
        };
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
