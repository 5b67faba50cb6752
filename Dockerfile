# syntax=docker/dockerfile:1
# Two images: the default runs on the CPU; `docker build --target gpu .` adds ONNX Runtime's CUDA libraries.
ARG NODE_IMAGE=node:20-bookworm-slim
# CUDA 12 and cuDNN 9; the host needs the NVIDIA container toolkit.
ARG GPU_IMAGE=nvidia/cuda:12.6.3-cudnn-runtime-ubuntu24.04

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.build.json ./
# Scripts wait until the sources are there: `prepare` compiles them.
RUN npm ci --ignore-scripts
COPY service service
COPY adapters adapters
COPY models models
COPY config config
COPY LICENSE NOTICE ./
RUN npm rebuild better-sqlite3 && npm run build && npm prune --omit=dev --ignore-scripts

FROM build AS build-gpu
# The network is needed once: the libraries are too large for the registry and come from NuGet.
RUN ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install.js

FROM ${GPU_IMAGE} AS gpu
COPY --from=build /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=build-gpu /app /app
RUN groupadd --system cambium && useradd --system --gid cambium --home-dir /data cambium && install -d -o cambium -g cambium /data
USER cambium
ENV NODE_ENV=production CAMBIUM_DATA_DIR=/data
VOLUME /data
EXPOSE 11112
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/service/main.js"]
CMD ["serve"]

FROM ${NODE_IMAGE} AS cpu
WORKDIR /app
COPY --from=build /app /app
RUN install -d -o node -g node /data
USER node
ENV NODE_ENV=production CAMBIUM_DATA_DIR=/data
VOLUME /data
EXPOSE 11112
# 127.0.0.1:8080 is inside the container: the HTTP face has no authentication yet and is not published.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/service/main.js"]
CMD ["serve"]
