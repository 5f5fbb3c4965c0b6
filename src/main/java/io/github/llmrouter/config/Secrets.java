package io.github.llmrouter.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Where values come from that are not written into the configuration itself: {@code ${env:NAME}} and its kin. */
@FunctionalInterface
public interface Secrets {

    /** The places that a reference can name. */
    enum Kind {
        ENV,
        FILE,
        JNDI,
        SYS
    }

    /** The environment, files, JNDI and system properties of this process. */
    Secrets PROCESS = (kind, name) -> switch (kind) {
        case ENV -> Optional.ofNullable(System.getenv(name));
        case FILE -> file(name);
        case JNDI -> jndi(name);
        case SYS -> Optional.ofNullable(System.getProperty(name));
    };

    /** Empty if there is no such thing, or if it cannot be read. */
    Optional<String> find(Kind kind, String name);

    private static Optional<String> file(String name) {
        try {
            String text = Files.readString(Path.of(name));
            return Optional.of(text.replaceFirst("\\R\\z", ""));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** A name without a prefix is looked for in the component's own environment first. */
    private static Optional<String> jndi(String name) {
        return name.contains(":") ? entry(name) : entry("java:comp/env/" + name).or(() -> entry(name));
    }

    private static Optional<String> entry(String name) {
        try {
            return Optional.ofNullable(new InitialContext().lookup(name)).map(Object::toString);
        } catch (NamingException e) {
            return Optional.empty();
        }
    }
}
