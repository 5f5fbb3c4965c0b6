package io.github.llmrouter.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with everything that is wrong with it; the message has one line for each problem. */
public final class ConfigException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient List<ConfigProblem> problems;
    private final transient Set<Path> files;

    public ConfigException(List<ConfigProblem> problems) {
        this(problems, Set.of());
    }

    ConfigException(List<ConfigProblem> problems, Set<Path> files) {
        super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
        this.files = Set.copyOf(files);
    }

    /** One problem of the file as a whole, or one whose message says where it is. */
    public static ConfigException of(Path file, String message) {
        return new ConfigException(List.of(new ConfigProblem(file.toString(), 0, 0, message, null)));
    }

    /** In the order of the file. */
    public List<ConfigProblem> problems() {
        return problems;
    }

    /** Files besides the configuration itself whose change may cure it. */
    public Set<Path> files() {
        return files;
    }
}
