package io.github.llmrouter.routing;

import io.github.llmrouter.config.Config;

/**
 * One way to answer: a model at its provider, with one of the provider's keys.
 *
 * @param id stable over reloads as long as provider, credential and upstream model stay the same; safe to print
 */
public record Target(String id, Config.Model model, Config.Key key) {

    public Config.Provider provider() {
        return model.provider();
    }
}
