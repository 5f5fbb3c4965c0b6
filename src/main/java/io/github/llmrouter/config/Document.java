package io.github.llmrouter.config;

import io.github.llmrouter.config.foreign.Remarks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/** A file under reading: collects what is wrong with it and which other files it depends on. For one thread. */
final class Document implements Remarks {

    private final String file;
    private final List<String> dialects;
    private final Secrets secrets;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<ConfigProblem> warnings = new ArrayList<>();
    private @Nullable String key;
    private final Set<Path> files = new LinkedHashSet<>();
    private final boolean converting;
    private boolean lenient;

    Document(String file, List<String> dialects, Secrets secrets) {
        this(file, dialects, secrets, false);
    }

    /** @param converting references need not resolve: the file is rewritten, not used */
    Document(String file, List<String> dialects, Secrets secrets, boolean converting) {
        this.file = file;
        this.dialects = dialects;
        this.secrets = secrets;
        this.converting = converting;
    }

    /** What an {@code api_type} may be. */
    List<String> dialects() {
        return dialects;
    }

    Secrets secrets() {
        return secrets;
    }

    boolean isJson() {
        return file.endsWith(".json");
    }

    boolean converting() {
        return converting;
    }

    /** The file is another system's, which starts also where a variable is missing. */
    void beLenient() {
        lenient = true;
    }

    boolean lenient() {
        return lenient;
    }

    @Override
    public Optional<String> environment(String name) {
        return secrets.find(Secrets.Kind.ENV, name);
    }

    @Override
    public Optional<String> content(String path) {
        Path resolved = resolve(path);
        dependsOn(resolved);
        return secrets.find(Secrets.Kind.FILE, resolved.toString());
    }

    /** Remembers which key is read, so that messages about its value can name it. */
    <T> T reading(String key, Supplier<T> read) {
        String outer = this.key;
        this.key = key;
        try {
            return read.get();
        } finally {
            this.key = outer;
        }
    }

    /** A value that does not fit its key; the message goes on after the key's name. */
    void misfit(Node at, String message, @Nullable String fix) {
        problem(at, key == null ? message : "'" + key + "' " + message, fix);
    }

    void problem(Node at, String message) {
        problem(at, message, null);
    }

    @Override
    public void problem(Node at, String message, @Nullable String fix) {
        problem(at.getStartMark(), message, fix);
    }

    void problem(@Nullable Mark at, String message, @Nullable String fix) {
        add(problems, at, message, fix);
    }

    @Override
    public void warning(@Nullable Node at, String message) {
        add(warnings, at == null ? null : at.getStartMark(), message, null);
    }

    /** The same thing may be found twice through an alias. */
    private void add(List<ConfigProblem> list, @Nullable Mark at, String message, @Nullable String fix) {
        var problem = new ConfigProblem(
                file, at == null ? 0 : at.getLine() + 1, at == null ? 0 : at.getColumn() + 1, message, fix);
        if (!list.contains(problem)) {
            list.add(problem);
        }
    }

    /** As in a problem's text: {@code file:line:column}. */
    String position(Node at) {
        Mark mark = at.getStartMark();
        return file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }

    /** A path in the file, relative to the file's own folder. */
    Path resolve(String path) {
        return Path.of(file).toAbsolutePath().resolveSibling(path).normalize();
    }

    void dependsOn(Path other) {
        files.add(other);
    }

    Set<Path> files() {
        return files;
    }

    /** In the order of the file. */
    List<String> warnings() {
        return sorted(warnings).stream().map(ConfigProblem::toString).toList();
    }

    boolean sound() {
        return problems.isEmpty();
    }

    /** Everything found so far, in the order of the file. */
    ConfigException exception() {
        return new ConfigException(sorted(problems), files);
    }

    private static List<ConfigProblem> sorted(List<ConfigProblem> problems) {
        return problems.stream()
                .sorted(Comparator.comparingInt(ConfigProblem::line).thenComparingInt(ConfigProblem::column))
                .toList();
    }
}
