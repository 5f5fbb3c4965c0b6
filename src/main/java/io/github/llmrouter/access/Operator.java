package io.github.llmrouter.access;

/**
 * Somebody who looks after the router.
 *
 * @param name the login's, or the admin key's
 * @param means how he showed who he is
 */
public record Operator(String name, Role role, Means means) {

    /** What an operator may do; an administrator may do what a viewer may. */
    public enum Role {
        ADMIN("llm-router-admin"),
        VIEWER("llm-router-viewer");

        private final String written;

        Role(String written) {
            this.written = written;
        }

        /** As containers and identity providers know it. */
        public String written() {
            return written;
        }
    }

    /** How somebody shows who he is. */
    public enum Means {
        KEY,
        LOGIN,
        PROXY
    }

    public boolean administrates() {
        return role == Role.ADMIN;
    }

    /** Whether a browser shows it by itself, also for pages of others that make it ask. */
    public boolean ambient() {
        return means != Means.KEY;
    }
}
