# toolrisk in a container. The database and the caches are in /data:
#   docker build -t toolrisk .
#   docker run --rm -v "$PWD:/work:ro" toolrisk check tools.json
# A server of a package is started in the container's own sandbox only where user namespaces are allowed in it; see docs/sandbox.md.
FROM node:24-bookworm-slim AS build
WORKDIR /source
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm pack --silent --pack-destination /tmp && mv /tmp/toolrisk-*.tgz /tmp/toolrisk.tgz

FROM node:24-bookworm-slim
RUN apt-get update -qq \
  && apt-get install -y -qq --no-install-recommends bubblewrap git \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir -m 0700 /data && chown node:node /data
COPY --from=build /tmp/toolrisk.tgz /tmp/toolrisk.tgz
RUN npm install --global --ignore-scripts --no-audit --no-fund /tmp/toolrisk.tgz && rm /tmp/toolrisk.tgz
USER node
ENV TOOLRISK_HOME=/data
VOLUME /data
WORKDIR /work
ENTRYPOINT ["toolrisk"]
CMD ["--help"]
