package io.github.llmrouter;

import io.github.llmrouter.admin.Beans;
import io.github.llmrouter.config.ConfigSource;
import io.github.llmrouter.config.Overrides;
import io.github.llmrouter.config.Secrets;
import io.github.llmrouter.dialect.Dialects;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Starts the router with its web application and closes it with that. */
public final class LlmRouterListener implements ServletContextListener {

    private static final Logger LOG = System.getLogger("io.github.llmrouter");

    private final Dialects dialects;
    private @Nullable Beans beans;

    /** For the container. */
    public LlmRouterListener() {
        this(LlmRouter.DIALECTS);
    }

    LlmRouterListener(Dialects dialects) {
        this.dialects = dialects;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        LlmRouter router = LlmRouter.start(source(context), Overrides.read(context::getInitParameter)::apply, dialects);
        Beans opened = new Beans(router, context.getContextPath());
        router.onChange(opened::refresh);
        opened.refresh();
        beans = opened;
        context.setAttribute(LlmRouter.ATTRIBUTE, router);
    }

    private static ConfigSource source(ServletContext context) {
        String parameter = context.getInitParameter(Overrides.CONFIG);
        return ConfigSource.find(null, parameter, Secrets.PROCESS).orElseGet(() -> {
            LOG.log(
                    Level.ERROR,
                    "No configuration is given: set the context-param or system property llm-router.config, JNDI"
                            + " java:comp/env/llm-router/config, or the environment variable LLM_ROUTER_CONFIG");
            return new ConfigSource(Path.of("llm-router.yaml"), "default");
        });
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (event.getServletContext().getAttribute(LlmRouter.ATTRIBUTE) instanceof LlmRouter router) {
            event.getServletContext().removeAttribute(LlmRouter.ATTRIBUTE);
            if (beans != null) {
                beans.close();
            }
            router.close();
            letThreadsForget();
        }
    }

    /**
     * A server's pool that starts a thread while it serves one of our calls gives it our class loader for life. Where the program runs by
     * itself, every thread has it, and nothing is undeployed.
     */
    private static void letThreadsForget() {
        ClassLoader ours = LlmRouter.class.getClassLoader();
        if (ours == ClassLoader.getSystemClassLoader()) {
            return;
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread != Thread.currentThread() && thread.getContextClassLoader() == ours) {
                try {
                    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
                } catch (SecurityException e) {
                    // The JVM's own threads, such as those that carry virtual ones, refuse; they are not the server's.
                }
            }
        }
    }
}
