# The server as a container beside its agents; compose.yaml runs it.
#
#   docker build -t berth/server .
#
# The bases are arguments, so that it builds where no registry is reachable. What ./dev check or ./berth built already is
# taken as it is; else it is built here, which fetches Berth's libraries.
ARG JDK=eclipse-temurin:25-jdk
ARG JRE=eclipse-temurin:25-jre

FROM ${JDK} AS build
ARG COMMIT=unknown
WORKDIR /berth
COPY . .
RUN ls app/target/berth/lib/berth-app-*.jar >/dev/null 2>&1 \
    || ./mvnw -q -Dmaven.test.skip=true -Dcommit="${COMMIT}" -pl app -am package

FROM ${JRE}
COPY --from=build /berth/app/target/berth/lib /opt/berth/lib
COPY scripts/jvm/server.args scripts/jvm/command.args scripts/jvm/heap.sh /opt/berth/jvm/
COPY scripts/jvm/entry.sh /usr/local/bin/berth
# Agents are on the same network, so they are reached by their names; the port is published by whoever runs this.
ENV BERTH_HOME=/var/lib/berth BERTH_LISTEN=0.0.0.0 BERTH_REACH=name BERTH_NO_INSTALL=1
VOLUME /var/lib/berth
EXPOSE 8081
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s CMD ["berth", "version"]
ENTRYPOINT ["/usr/local/bin/berth"]
CMD ["up", "--no-sample"]
