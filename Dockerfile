# Two stages: the first builds the program, the second holds it, its templates and its production packages alone.
ARG NODE=24-bookworm-slim

FROM node:${NODE} AS build
WORKDIR /build
# Packages first: this layer is kept while only the program changes.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build --silent && npm prune --omit=dev --ignore-scripts

FROM node:${NODE}
ENV NODE_ENV=production MALLOC_ARENA_MAX=2
COPY --from=build /build/package.json /build/LICENSE /app/
COPY --from=build /build/node_modules /app/node_modules
COPY --from=build /build/templates /app/templates
COPY --from=build /build/config /app/config
COPY --from=build /build/dist /app/dist
RUN ln -s /app/dist/cli/main.js /usr/local/bin/approval-relay \
  && chmod +x /app/dist/cli/main.js \
  && mkdir -p /relay/config /relay/data && chown -R node:node /relay
# Paths in the configuration are relative to this folder: config/relay.yaml, .env, data/relay.db, templates/.
WORKDIR /relay
USER node
VOLUME /relay/data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.RELAY_PORT || 3000) + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# node itself is process 1, so that SIGTERM reaches the program. The flag keeps the memory of a burst near that of an idle process.
ENTRYPOINT ["node", "--max-semi-space-size=8", "/app/dist/cli/main.js"]
CMD ["start"]
