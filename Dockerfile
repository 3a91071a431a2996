# syntax=docker/dockerfile:1.17
# The hub that serves from one process (party serve), and every command of the program.
#   docker build -t party-hub .
#   docker run --rm party-hub --help
# The image has no shell and no package manager, runs as user 1654, and writes to /var/lib/party (store, keys), /access (keys made for others) and /tmp alone, so
# that its root can be read-only: docker run --read-only --tmpfs /tmp -v party-data:/var/lib/party ...
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0.400-noble
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0.11-noble-chiseled

FROM --platform=$BUILDPLATFORM ${SDK} AS build
ARG TARGETARCH
ARG VERSION=0.1.0
# The packages of this stage are listed in the SBOM too (docker buildx build --sbom=true).
ARG BUILDKIT_SBOM_SCAN_STAGE=true
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source

# What decides the packages comes first: a change of code alone restores nothing anew.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/PartyOrleans.Api/PartyOrleans.Api.csproj src/PartyOrleans.Api/
COPY src/PartyOrleans.Aws/PartyOrleans.Aws.csproj src/PartyOrleans.Aws/
COPY src/PartyOrleans.Client/PartyOrleans.Client.csproj src/PartyOrleans.Client/
COPY src/PartyOrleans.Connectors/PartyOrleans.Connectors.csproj src/PartyOrleans.Connectors/
COPY src/PartyOrleans.Kafka/PartyOrleans.Kafka.csproj src/PartyOrleans.Kafka/
COPY src/PartyOrleans.Kafka/Package/ src/PartyOrleans.Kafka/Package/
COPY src/PartyOrleans.Local/PartyOrleans.Local.csproj src/PartyOrleans.Local/
COPY src/PartyOrleans.Matching/PartyOrleans.Matching.csproj src/PartyOrleans.Matching/
COPY src/PartyOrleans.Model/PartyOrleans.Model.csproj src/PartyOrleans.Model/
COPY src/PartyOrleans.Parquet/PartyOrleans.Parquet.csproj src/PartyOrleans.Parquet/
COPY src/PartyOrleans.Pipelines/PartyOrleans.Pipelines.csproj src/PartyOrleans.Pipelines/
COPY src/PartyOrleans.Quality/PartyOrleans.Quality.csproj src/PartyOrleans.Quality/
COPY src/PartyOrleans.Resolution/PartyOrleans.Resolution.csproj src/PartyOrleans.Resolution/
COPY src/PartyOrleans.Standardisation/PartyOrleans.Standardisation.csproj src/PartyOrleans.Standardisation/
COPY src/PartyOrleans.Storage/PartyOrleans.Storage.csproj src/PartyOrleans.Storage/
RUN dotnet restore src/PartyOrleans.Local -a $TARGETARCH -p:WithParquet=true -p:KafkaNativePackage=present -p:PublishReadyToRun=true

COPY docs/schemas/ docs/schemas/
COPY src/ src/
# Compiled ahead of time it starts several times faster. Analyzers have run in continuous integration.
RUN dotnet publish src/PartyOrleans.Local -a $TARGETARCH --no-restore -c Release -o /app --self-contained false \
      -p:WithParquet=true -p:KafkaNativePackage=present -p:PublishReadyToRun=true -p:RunAnalyzers=false -p:Version=$VERSION \
    && mkdir -p /folders/var/lib/party /folders/access

FROM ${RUNTIME} AS run
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="party hub" \
      org.opencontainers.image.description="Resolves records about persons and organisations into golden records: one process" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
COPY --from=build --chown=1654:1654 /folders/ /
COPY --from=build /app ./
COPY LICENSE ./
# Keys of a PostgreSQL store lie below XDG_DATA_HOME. A service collects garbage beside its work. The debugger's sockets are of no use here.
ENV XDG_DATA_HOME=/var/lib/party \
    DOTNET_gcConcurrent=1 \
    DOTNET_EnableDiagnostics=0
USER 1654:1654
VOLUME ["/var/lib/party", "/tmp"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=3 CMD ["dotnet", "/app/party-hub.dll", "health", "--timeout", "8s"]
ENTRYPOINT ["dotnet", "/app/party-hub.dll"]
CMD ["serve", "--db", "/var/lib/party/party.db", "--urls", "http://0.0.0.0:8080"]
