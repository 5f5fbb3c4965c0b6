package io.github.llmrouter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sets up java.util.logging for the stand-alone program; in a container the container's administrators do. */
final class Logging {

    private static final Map<String, Level> LEVELS = Map.of(
            "off", Level.OFF,
            "error", Level.SEVERE,
            "warn", Level.WARNING,
            "info", Level.INFO,
            "debug", Level.FINE,
            "trace", Level.FINER);

    /** Kept, because the log manager only has weak references. */
    private static final Logger OWN = Logger.getLogger("io.github.llmrouter");

    private Logging() {}

    /**
     * The level is that of our own loggers; libraries never say more than warnings, since some would log credentials.
     *
     * @throws CannotStart if the file cannot be written
     */
    static void start(String levelName, @Nullable Path file, PrintWriter out) throws CannotStart {
        Level level = LEVELS.get(levelName.toLowerCase(Locale.ROOT));
        if (level == null) {
            out.println("Invalid log level: " + levelName + ". Using INFO level.");
            level = Level.INFO;
        }
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(level == Level.OFF || level == Level.SEVERE ? level : Level.WARNING);
        OWN.setLevel(level);
        add(root, new PrintedLog(out));
        if (file != null) {
            try {
                add(root, LogFile.open(file));
            } catch (IOException e) {
                throw new CannotStart("the log file " + file + " cannot be written: " + e.getMessage());
            }
        }
    }

    private static void add(Logger root, Handler handler) {
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
    }
}
