package io.github.llmrouter.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Codex groups functions in namespaces, which nobody else has: elsewhere, the function {@code wait} of the namespace {@code agents}
 * is called {@code agents__wait}, and on the way back the name is taken apart again. The table is made from the tools of the
 * request, so the reader of the request and the writer of the answer agree without sharing anything. Immutable.
 */
final class Namespaces {

    /** A function within a namespace. */
    record Member(String namespace, String name) {}

    private final Map<String, Member> members = new HashMap<>();
    private final Map<Member, String> names = new HashMap<>();

    /** @param tools the {@code tools} of a request, in any state */
    Namespaces(JsonNode tools) {
        for (JsonNode tool : tools) {
            if (!isNamespace(tool)) {
                names.put(
                        new Member("", tool.path("name").asText()),
                        tool.path("name").asText());
            }
        }
        for (JsonNode tool : tools) {
            if (isNamespace(tool)) {
                for (JsonNode inner : tool.path("tools")) {
                    add(new Member(
                            tool.path("name").asText(), inner.path("name").asText()));
                }
            }
        }
    }

    static boolean isNamespace(JsonNode tool) {
        return tool.path("type").asText().equals("namespace");
    }

    private void add(Member member) {
        String name = flat(member);
        while (members.containsKey(name) || names.containsValue(name)) {
            name += "_";
        }
        members.put(name, member);
        names.put(member, name);
    }

    /** What a function is called outside of this dialect. A name that no namespace of the request has is left alone. */
    String outside(@Nullable String namespace, String name) {
        if (namespace == null || namespace.isEmpty()) {
            return name;
        }
        Member member = new Member(namespace, name);
        String known = names.get(member);
        if (known == null && names.containsKey(new Member("", name))) {
            return name;
        }
        return known == null ? flat(member) : known;
    }

    /** The function that is called so outside of this dialect, null if it is in no namespace. */
    @Nullable
    Member inside(String name) {
        return members.get(name);
    }

    private static String flat(Member member) {
        return member.namespace() + "__" + member.name();
    }
}
