package io.github.llmrouter.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/** Files to {@link Config}: everything that is wrong with a file is reported at once. Immutable, for any thread. */
public final class ConfigReader {

    /** The first that recognises a file reads it; the native format takes what nobody else wants. */
    private static final List<Format> FORMATS = List.of(new NativeFormat());

    private final Secrets secrets;

    public ConfigReader(Secrets secrets) {
        this.secrets = secrets;
    }

    /** A reader that resolves references in this process. */
    public ConfigReader() {
        this(Secrets.PROCESS);
    }

    /** @throws ConfigException if the file cannot be read or has any problem */
    public Loaded read(Path file) throws ConfigException {
        try {
            return read(file.toString(), Files.readAllBytes(file));
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
        var document = new Document(file, secrets);
        Node root = Yaml.read(text(file, bytes), document);
        if (root == null) {
            throw document.exception();
        }
        Format format = FORMATS.stream()
                .filter(known -> known.recognises(root))
                .findFirst()
                .orElseThrow();
        Config config = format.read(root, document);
        if (!document.sound()) {
            throw document.exception();
        }
        return new Loaded(config, document.files());
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

    /** @param files what the configuration refers to: a change of one of them is a change of the configuration */
    public record Loaded(Config config, Set<Path> files) {
        public Loaded {
            files = Set.copyOf(files);
        }
    }
}
