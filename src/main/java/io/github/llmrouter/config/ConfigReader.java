package io.github.llmrouter.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Files to {@link Config}: everything that is wrong with a file is reported at once. Immutable, for any thread. */
public final class ConfigReader {

    private final List<String> dialects;
    private final Secrets secrets;

    /** @param dialects what an {@code api_type} may be */
    public ConfigReader(List<String> dialects, Secrets secrets) {
        this.dialects = List.copyOf(dialects);
        this.secrets = secrets;
    }

    /** A reader that resolves references in this process. */
    public ConfigReader(List<String> dialects) {
        this(dialects, Secrets.PROCESS);
    }

    /** @throws ConfigException if the file cannot be read or has any problem */
    public Loaded read(Path file) throws ConfigException {
        return read(file.toString(), bytes(file));
    }

    private static byte[] bytes(Path file) throws ConfigException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "there is no such file");
        } catch (IOException e) {
            throw unreadable(file, "the file cannot be read: " + e.getMessage());
        }
    }

    /**
     * Reads what a file holds.
     *
     * @param file the name for messages; relative paths inside the file start at its folder
     * @throws ConfigException if it has any problem
     */
    public Loaded read(String file, byte[] bytes) throws ConfigException {
        var document = new Document(file, dialects, secrets);
        Written written = written(file, bytes, document);
        Config config = NativeReader.read(written.root(), document);
        if (!document.sound()) {
            throw document.exception();
        }
        return new Loaded(config, written.format(), document.files());
    }

    /**
     * Rewrites a file of any format into the native one. References need not resolve; keys and other secrets that are written
     * in the file are not in the result, which refers to environment variables instead.
     *
     * @throws ConfigException if it has any problem
     */
    public Conversion convert(Path file) throws ConfigException {
        return completeConversion(file).conversion();
    }

    Conversion.Complete completeConversion(Path file) throws ConfigException {
        var document = new Document(file.toString(), dialects, secrets, true);
        Written written = written(file.toString(), bytes(file), document);
        NativeReader.read(written.root(), document);
        if (!document.sound()) {
            throw document.exception();
        }
        return Conversion.of(file, written, document.warnings());
    }

    private static Written written(String file, byte[] bytes, Document document) throws ConfigException {
        Optional<Written> written = Written.read(text(file, bytes), document);
        if (written.isEmpty()) {
            throw document.exception();
        }
        return written.get();
    }

    private static String text(String file, byte[] bytes) throws ConfigException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new ConfigException(List.of(new ConfigProblem(file, 0, 0, "the file is not UTF-8", null)));
        }
    }

    private static ConfigException unreadable(Path file, String why) {
        return new ConfigException(List.of(new ConfigProblem(file.toString(), 0, 0, why, null)));
    }

    /**
     * What was read.
     *
     * @param format as people call it
     * @param files what the configuration refers to: a change of one of them is a change of the configuration
     */
    public record Loaded(Config config, String format, Set<Path> files) {
        public Loaded {
            files = Set.copyOf(files);
        }
    }
}
