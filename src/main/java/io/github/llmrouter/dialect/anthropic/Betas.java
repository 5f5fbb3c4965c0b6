package io.github.llmrouter.dialect.anthropic;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Media;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Turn;
import io.github.llmrouter.dialect.Aim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The headers that a converted request needs: the version it is written for and the betas it makes use of. */
final class Betas {

    private Betas() {}

    static Map<String, String> headers(Chat chat, Aim aim) {
        Claude model = Claude.of(aim);
        String version = aim.quirk("anthropic_version", Anthropic.VERSION);
        List<String> betas = new ArrayList<>();
        if (version.equals(Anthropic.VERSION) && model.midSystem() && instructsInBetween(chat)) {
            betas.add("mid-conversation-system-2026-04-07");
        }
        if (RequestWriter.fast(chat, model)) {
            betas.add("fast-mode-2026-02-01");
        }
        if (chat.has(Betas::isUploaded)) {
            betas.add("files-api-2025-04-14");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(Anthropic.VERSION_HEADER, version);
        if (!betas.isEmpty()) {
            headers.put("anthropic-beta", String.join(",", betas));
        }
        return headers;
    }

    private static boolean instructsInBetween(Chat chat) {
        return chat.conversation().stream().anyMatch(Turn::instructs);
    }

    private static boolean isUploaded(Part part) {
        return part instanceof Part.Image image && image.media() instanceof Media.Uploaded
                || part instanceof Part.Document document && document.media() instanceof Media.Uploaded;
    }
}
