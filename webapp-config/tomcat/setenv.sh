# Copy to bin/setenv.sh.
CATALINA_OPTS="$CATALINA_OPTS -Xmx512m -XX:+ExitOnOutOfMemoryError"
# What conf/Catalina/localhost/llm-router.xml calls ${llm-router.upstream-key}; conf/catalina.properties can hold it as well.
#CATALINA_OPTS="$CATALINA_OPTS -Dllm-router.upstream-key=..."
