package io.github.llmrouter.translation;

import io.github.llmrouter.chat.Chat;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.chat.Losses.Weight;
import io.github.llmrouter.chat.Part;
import io.github.llmrouter.chat.Part.Opaque;
import io.github.llmrouter.chat.Part.ServerTool;
import io.github.llmrouter.chat.Part.Text;
import io.github.llmrouter.chat.Part.ToolResult;
import java.util.List;

/** Takes out of a conversation what only the client's own vendor understands, and names it by its type. */
final class Foreign implements Stage {

    private final String upstream;
    private final boolean phases;

    /** @param phases whether the upstream tells comments from final answers */
    Foreign(String upstream, boolean phases) {
        this.upstream = upstream;
        this.phases = phases;
    }

    @Override
    public Chat there(Chat chat, Losses losses) {
        if (!phases && chat.has(part -> part instanceof Text text && text.phase() != null)) {
            losses.dropped("phase", Weight.HINT);
        }
        return Parts.flatMap(chat, part -> known(part, losses));
    }

    private List<Part> known(Part part, Losses losses) {
        return switch (part) {
            case Opaque opaque
            when !opaque.origin().equals(upstream) -> {
                // Whose state is in an envelope is another stage's to judge.
                losses.dropped("opaque:" + opaque.raw().path("type").asText("part"), Weight.SEMANTIC);
                yield List.of();
            }
            case ServerTool tool
            when !tool.origin().equals(upstream) -> {
                losses.dropped("server_tool:" + tool.raw().path("type").asText("part"), Weight.HINT);
                yield List.of();
            }
            case ToolResult result -> List.of(inside(result, losses));
            default -> List.of(part);
        };
    }

    private Part inside(ToolResult result, Losses losses) {
        List<Part> parts = result.parts().stream()
                .flatMap(part -> known(part, losses).stream())
                .toList();
        return parts.size() == result.parts().size()
                ? result
                : new ToolResult(result.callId(), result.name(), parts, result.failed(), result.kind(), result.cache());
    }
}
