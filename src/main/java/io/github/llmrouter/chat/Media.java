package io.github.llmrouter.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the content of an image, document, audio or video is. {@code type} is a media type, empty if unknown. */
public sealed interface Media {

    String type();

    /** Base64 without white space or line breaks. */
    record Inline(String type, String base64, @Nullable String name) implements Media {}

    record Link(String type, String url, @Nullable String name) implements Media {}

    /** A file that was uploaded to one vendor: an id means nothing anywhere else. */
    record Uploaded(String type, String id, String origin) implements Media {}

    /** A document given as plain text. */
    record Plain(String type, String text) implements Media {}

    /** A document given as parts of its own. */
    record Parts(List<Part> parts) implements Media {
        @Override
        public String type() {
            return "";
        }
    }
}
