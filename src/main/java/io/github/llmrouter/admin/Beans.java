package io.github.llmrouter.admin;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.routing.Bucket;
import io.github.llmrouter.routing.Router;
import io.github.llmrouter.routing.Target;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;

/**
 * The MBeans of one deployment, {@code io.github.llmrouter:type=Router|Target|Bucket,context="/llm-router"}. A new deployment
 * takes the names of an older one over, which may still be there for a moment, and the older one leaves them alone. For any number
 * of threads.
 */
public final class Beans implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.github.llmrouter.admin");

    private final LlmRouter router;
    private final String context;
    private final String owner = UUID.randomUUID().toString();
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ObjectName, Bean> ours = new HashMap<>();

    /** @param context the application's path, empty for the root */
    public Beans(LlmRouter router, String context) {
        this.router = router;
        this.context = context.isEmpty() ? "/" : context;
    }

    /** Registers what the configuration in force has, and drops what it has no more. */
    public void refresh() {
        lock.lock();
        try {
            Map<ObjectName, Bean> wanted = wanted();
            for (ObjectName name : Set.copyOf(ours.keySet())) {
                if (!wanted.containsKey(name)) {
                    drop(name);
                }
            }
            wanted.forEach(this::register);
        } catch (JMException e) {
            LOG.log(Level.WARNING, "the MBeans are not complete", e);
        } finally {
            lock.unlock();
        }
    }

    /** What is registered; the same as long as it is about the same. */
    private record Bean(Object implementation, Class<?> shape) {

        static <T> Bean of(T implementation, Class<T> shape) {
            return new Bean(implementation, shape);
        }
    }

    private Map<ObjectName, Bean> wanted() throws JMException {
        Router routes = router.gateway().snapshot().router();
        Map<ObjectName, Bean> wanted = new HashMap<>();
        wanted.put(name("Router", null), Bean.of(new RouterBean(router, owner), RouterMXBean.class));
        for (Target target : routes.targets()) {
            TargetBean bean = new TargetBean(router, target, router.standings().of(target), owner);
            wanted.put(name("Target", target.label()), Bean.of(bean, TargetMXBean.class));
            for (Bucket bucket : routes.buckets(target)) {
                wanted.put(name("Bucket", bucket.id()), Bean.of(bean(bucket), BucketMXBean.class));
            }
        }
        for (Config.AccessKey key :
                router.gateway().snapshot().config().access().keys()) {
            for (Bucket bucket : Bucket.of("caller/" + key.name(), key.limits())) {
                wanted.put(name("Bucket", bucket.id()), Bean.of(bean(bucket), BucketMXBean.class));
            }
        }
        return wanted;
    }

    private BucketBean bean(Bucket bucket) {
        return new BucketBean(bucket, router.standings().quotas(), owner);
    }

    private ObjectName name(String type, @Nullable String name) throws JMException {
        return new ObjectName("io.github.llmrouter:type=" + type + ",context=" + ObjectName.quote(context)
                + (name == null ? "" : ",name=" + ObjectName.quote(name)));
    }

    /** What is there and still says the same stays, so that nobody who watches it sees it go. */
    private void register(ObjectName name, Bean bean) {
        try {
            if (bean.equals(ours.get(name)) && isOurs(name)) {
                return;
            }
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
            server.registerMBean(mxBean(bean), name);
            ours.put(name, bean);
        } catch (JMException e) {
            LOG.log(Level.WARNING, "the MBean " + name + " is not there", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> StandardMBean mxBean(Bean bean) throws JMException {
        return new StandardMBean((T) bean.implementation(), (Class<T>) bean.shape(), true);
    }

    private boolean isOurs(ObjectName name) throws JMException {
        return server.isRegistered(name) && owner.equals(server.getAttribute(name, "Owner"));
    }

    private void drop(ObjectName name) {
        ours.remove(name);
        try {
            if (isOurs(name)) {
                server.unregisterMBean(name);
            }
        } catch (JMException e) {
            LOG.log(Level.DEBUG, "the MBean {0} went by itself", name);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            Set.copyOf(ours.keySet()).forEach(this::drop);
        } finally {
            lock.unlock();
        }
    }
}
