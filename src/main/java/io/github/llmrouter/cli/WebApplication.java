package io.github.llmrouter.cli;

import io.github.llmrouter.LlmRouterListener;
import io.github.llmrouter.api.EdgeFilter;
import io.github.llmrouter.api.RouterApplication;
import io.github.llmrouter.api.RouterServlet;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ListenerHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.glassfish.jersey.servlet.ServletProperties;

/** What web.xml says, for the embedded server: it finds nothing out by itself and so starts faster. */
final class WebApplication {

    private WebApplication() {}

    static ServletContextHandler handler() {
        ServletContextHandler handler = new ServletContextHandler();
        handler.setContextPath("/");
        handler.getServletHandler().setDecodeAmbiguousURIs(true);
        handler.getServletHandler().addListener(listener());
        handler.addFilter(edge(), "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        handler.addServlet(rest(), "/*");
        return handler;
    }

    private static ListenerHolder listener() {
        ListenerHolder holder = new ListenerHolder();
        holder.setHeldClass(LlmRouterListener.class);
        return holder;
    }

    private static FilterHolder edge() {
        FilterHolder holder = new FilterHolder();
        holder.setName("edge");
        holder.setHeldClass(EdgeFilter.class);
        holder.setAsyncSupported(true);
        return holder;
    }

    private static ServletHolder rest() {
        ServletHolder holder = new ServletHolder();
        holder.setName("rest");
        holder.setHeldClass(RouterServlet.class);
        holder.setInitParameters(Map.of(ServletProperties.JAXRS_APPLICATION_CLASS, RouterApplication.class.getName()));
        holder.setInitOrder(1);
        holder.setAsyncSupported(true);
        return holder;
    }
}
