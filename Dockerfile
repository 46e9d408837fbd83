# syntax=docker/dockerfile:1
FROM oven/bun:1.4.5-debian AS build
WORKDIR /source
COPY package.json bun.lock ./
RUN bun install --frozen-lockfile
COPY tsconfig.json ./
COPY db db
COPY src src
RUN bun run build && mkdir /data

# cc: the SQLite addon needs libstdc++. nonroot: user 65532, no shell, no package manager.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /source/dist/nightdesk /usr/local/bin/nightdesk
COPY --from=build --chown=nonroot:nonroot /data /data
# The addon is unpacked into TMPDIR, which must be writable and not noexec: with --read-only add --tmpfs /tmp:exec.
ENV TMPDIR=/tmp NIGHTDESK_DB=/data/nightdesk.db NIGHTDESK_HOST=0.0.0.0
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD ["/usr/local/bin/nightdesk", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/nightdesk"]
CMD ["serve"]
