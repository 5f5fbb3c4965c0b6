package io.github.llmrouter.demo;

/** One line of a conversation, whatever dialect it was written in. */
record Line(Speaker speaker, String text) {

    /** Who said it. */
    enum Speaker {
        SYSTEM,
        USER,
        MODEL,
        TOOL;

        /** As the vendors name them; whoever is not known counts as the user. */
        static Speaker named(String role) {
            return switch (role) {
                case "system", "developer" -> SYSTEM;
                case "assistant", "model" -> MODEL;
                case "tool", "function" -> TOOL;
                default -> USER;
            };
        }
    }
}
