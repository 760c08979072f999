# The program as ./mvnw package made it; the command says which service.
FROM eclipse-temurin:25-jre
# Always the same ids: what lies in a volume belongs to them.
RUN groupadd --system --gid 10001 instance-bus \
    && useradd --system --uid 10001 --gid instance-bus --home-dir /var/lib/instance-bus instance-bus \
    && install -d -o instance-bus -g instance-bus -m 700 /var/lib/instance-bus
# Where further provider adapters may be mounted.
ENV INSTANCE_BUS_DEFAULT_PLUGINS=/opt/instance-bus-plugins
COPY standalone/target/instance-bus /opt/instance-bus
USER instance-bus
WORKDIR /var/lib/instance-bus
# The heap takes half of what the container may have: RocksDB and the network's buffers are beside it.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", \
    "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
    "-cp", "/opt/instance-bus/*", "io.instancebus.standalone.Main"]
