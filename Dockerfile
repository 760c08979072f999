# The program as ./mvnw package made it; the command says which service.
FROM eclipse-temurin:25-jre
RUN useradd --system --create-home --home-dir /var/lib/instance-bus instance-bus
COPY standalone/target/instance-bus /opt/instance-bus
USER instance-bus
WORKDIR /var/lib/instance-bus
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp", "/opt/instance-bus/*", "io.instancebus.standalone.Main"]
