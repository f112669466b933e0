FROM eclipse-temurin:25-jdk AS build
WORKDIR /build

# The same command on the pom alone: downloads what the build needs, in a layer that stays until the pom changes.
COPY mvnw pom.xml ./
COPY .mvn .mvn
RUN ./mvnw -B -ntp package -Dmaven.test.skip=true

# What the tests compile against is neither copied nor built: the image is packaged from sources that CI has tested.
COPY src src
RUN ./mvnw -B -ntp package -Dmaven.test.skip=true

# Named volumes take over the owner that the image gives the directory.
RUN mkdir /data && chown 10001:10001 /data


FROM eclipse-temurin:25-jre
WORKDIR /opt/continuo

# Libraries first: they change less often than the application.
COPY --from=build /build/target/quarkus-app/lib/ lib/
COPY --from=build /build/target/quarkus-app/quarkus/ quarkus/
COPY --from=build /build/target/quarkus-app/app/ app/
COPY --from=build /build/target/quarkus-app/quarkus-run.jar ./
COPY --from=build /build/target/continuo-cyclonedx.json ./
COPY src/main/docker/alive.sh ./
COPY --from=build --chown=10001:10001 /data /data

ENV HTTP_HOST=0.0.0.0 \
    HTTP_PORT=8090 \
    CONTINUO_DATA_DIR=/data
EXPOSE 8090 8443

# Only /data and /tmp are written to: the root may be mounted read-only. A number, so that runAsNonRoot can be checked.
VOLUME ["/data"]
USER 10001:10001

# The image is not known to have curl or wget, its JRE has no compiler for a one-file program, and starting a JVM for
# each question is dear; bash is an essential package of the base image and opens the connection itself. Liveness and
# not readiness is asked, because what acts on this (Swarm, autoheal) restarts the container, which brings no Redis back.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["bash", "/opt/continuo/alive.sh"]

# Half of the memory for the heap: Netty's buffers, metaspace and thread stacks lie beside it. Out of memory ends the
# process, so that whoever runs the container starts it again. More options come in JDK_JAVA_OPTIONS.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-XX:MaxDirectMemorySize=128m", "-XX:+ExitOnOutOfMemoryError", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-jar", "quarkus-run.jar"]
