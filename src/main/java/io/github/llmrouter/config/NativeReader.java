package io.github.llmrouter.config;

import io.github.llmrouter.config.Config.Access;
import io.github.llmrouter.config.Config.Server;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the format of {@code llm-router.yaml}, into which all others are rewritten. */
final class NativeReader {

    private NativeReader() {}

    /** What can be understood; what is wrong goes into the document. */
    static Config read(Node root, Document document) {
        Fields file = new Values(document).fields(root, Shape.FILE);
        Server server = new ServerReader(document).read(file.fields("server", Shape.SERVER), file);
        var names = new Names(document);
        var providers = new ProviderReader(document, server, names);
        providers.readProviders(file);
        providers.readModelList(file);
        var groups = new GroupReader(document, names);
        Fields settings = file.fields("router_settings", Shape.ROUTER_SETTINGS);
        groups.read(settings);
        var virtual =
                new VirtualModelReader(document, names, providers.providers().keySet());
        virtual.read(settings);
        Config.Amp amp = new AmpReader(document, names).read(settings.fields("amp_routing", Shape.AMP_ROUTING));
        Access access = new AccessReader(document, names).read(file.fields("access", Shape.ACCESS));
        names.checkUses();
        boolean discovers = virtual.models().values().stream().anyMatch(model -> model.discover() != null);
        if (providers.models().isEmpty() && !discovers) {
            document.warning(null, "there is no model: nothing can be asked for");
        }
        return new Config(
                server,
                access,
                providers.providers(),
                providers.models(),
                groups.groups(),
                groups.strategy(),
                groups.defaultModel(),
                virtual.models(),
                amp,
                settings.flag("debug_headers", false),
                document.warnings());
    }
}
