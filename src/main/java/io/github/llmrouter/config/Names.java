package io.github.llmrouter.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The names of models and groups, and who uses which: uses are checked when all names are known. A group may be called like a
 * model: clients then get the group, and its members and everybody's fallbacks get the model.
 */
final class Names {

    private record Use(String name, Node at) {}

    private final Document document;
    private final Map<String, Node> models = new HashMap<>();
    private final Map<String, Node> groups = new HashMap<>();
    private final Map<String, Node> virtual = new HashMap<>();
    private final List<Use> uses = new ArrayList<>();
    private final Map<String, List<Use>> members = new LinkedHashMap<>();

    Names(Document document) {
        this.document = document;
    }

    /** False, with a problem, if there is a model of that name already. */
    boolean addModel(String name, Node at) {
        return add(models, name, at, "model");
    }

    /** False, with a problem, if there is a group of that name already. */
    boolean addGroup(String name, Node at) {
        return add(groups, name, at, "group");
    }

    /** False, with a problem, if there is a virtual model of that name already. */
    boolean addVirtual(String name, Node at) {
        return add(virtual, name, at, "virtual model");
    }

    private boolean add(Map<String, Node> names, String name, Node at, String what) {
        Node first = names.putIfAbsent(name, at);
        if (first != null && !name.equals(Fields.UNKNOWN)) {
            document.problem(
                    at,
                    "there are two " + what + "s called '" + name + "'",
                    "the first is at line " + (first.getStartMark().getLine() + 1));
        }
        return first == null;
    }

    void use(String name, Node at) {
        uses.add(new Use(name, at));
    }

    void useAsMember(String group, String name, Node at) {
        use(name, at);
        members.computeIfAbsent(group, none -> new ArrayList<>()).add(new Use(name, at));
    }

    /** The list's names, each to be checked later. */
    List<String> uses(Fields fields, String key) {
        var values = new Values(document);
        return fields.read(
                key,
                list -> values.all(list, node -> {
                    String name = values.text(node);
                    if (name != null) {
                        use(name, node);
                    }
                    return name;
                }),
                List.of());
    }

    void checkUses() {
        var known = new TreeSet<>(models.keySet());
        known.addAll(groups.keySet());
        members.values()
                .forEach(uses -> uses.forEach(use -> {
                    if (virtual.containsKey(use.name()) && !known.contains(use.name())) {
                        document.problem(use.at(), "'" + use.name() + "' is a virtual model: it cannot be in a group");
                    }
                }));
        known.addAll(virtual.keySet());
        for (Use use : uses) {
            if (!known.contains(use.name())) {
                document.problem(
                        use.at(),
                        "there is no model or group called '" + use.name() + "'",
                        Spelling.hint(use.name(), known));
            }
        }
        members.keySet().forEach(group -> findCircle(group, group, new ArrayList<>(List.of(group))));
    }

    private void findCircle(String start, String group, List<String> way) {
        for (Use member : members.getOrDefault(group, List.of())) {
            if (models.containsKey(member.name()) || !groups.containsKey(member.name())) {
                continue;
            }
            if (member.name().equals(start)) {
                reportOnce(start, way, member.at());
            } else if (!way.contains(member.name())) {
                way.add(member.name());
                findCircle(start, member.name(), way);
                way.remove(way.size() - 1);
            }
        }
    }

    /** Every group of a circle finds it; the alphabetically first one tells. */
    private void reportOnce(String start, List<String> way, Node at) {
        if (start.equals(new TreeSet<>(way).first())) {
            document.problem(at, "groups contain each other: " + String.join(" -> ", way) + " -> " + start);
        }
    }
}
