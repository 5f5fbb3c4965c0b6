package io.github.llmrouter.routing;

import io.github.llmrouter.config.Config;

/**
 * One way to answer: a model at its provider, with one of the provider's keys.
 *
 * @param id stable over reloads as long as provider, credential and upstream model stay the same; safe to print, and different
 *     in each process
 */
public record Target(String id, Config.Model model, Config.Key key) {

    public Config.Provider provider() {
        return model.provider();
    }

    /** {@code provider/key/upstream model}: the same in each process, and after the key's secret was changed. */
    public String label() {
        return provider().name() + '/' + key.name() + '/' + model.upstream();
    }
}
