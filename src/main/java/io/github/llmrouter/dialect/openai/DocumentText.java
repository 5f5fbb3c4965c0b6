package io.github.llmrouter.dialect.openai;

import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Documents that are text go into the prompt between tags that tell where they begin and end. */
final class DocumentText {

    static final String CLOSING = "</document>";

    private DocumentText() {}

    static String of(Part.Document document, String text) {
        return opening(document) + "\n" + text + "\n" + CLOSING;
    }

    static String opening(Part.Document document) {
        return "<document" + attribute("title", document.title()) + attribute("context", document.context()) + ">";
    }

    static String decoded(Media.Inline inline) {
        try {
            return new String(Base64.getMimeDecoder().decode(inline.base64()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ContentWriter.refused("A document's base64 is malformed");
        }
    }

    private static String attribute(String name, @Nullable String value) {
        return value == null ? "" : " " + name + "=\"" + value.replace("\"", "&quot;") + "\"";
    }
}
