package io.github.llmrouter.cli;

import java.io.IOException;
import java.nio.file.Path;

/** One way to put the application on a server. For one thread. */
interface Deployment {

    /** Hands the file to the server; what ran before can still be brought back. */
    void install(Path war) throws IOException, InterruptedException, CannotStart;

    /** Brings back what ran before, or takes the application away if nothing did. */
    void rollBack() throws IOException, InterruptedException, CannotStart;

    /** Forgets what ran before. */
    void settle() throws IOException, InterruptedException, CannotStart;
}
