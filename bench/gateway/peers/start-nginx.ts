import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../../lib/free-port.ts";
import { installDebian } from "./install-debian.ts";
import type { PeerOptions, StartPeer } from "./peer.ts";
import { runningPeer } from "./running-peer.ts";
import { startProgram } from "./start-program.ts";

const configuration = (port: number, upstreamPort: number): string => `
daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  upstream expert { server 127.0.0.1:${upstreamPort}; keepalive 64; }
  server {
    listen 127.0.0.1:${port};
    keepalive_requests 1000000;
    location / {
      proxy_pass http://expert;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }
}
`;

async function findNginx({ installSignal, progress }: PeerOptions): Promise<string> {
  try {
    return execFileSync("sh", ["-c", "command -v nginx"], { encoding: "utf8" }).trim();
  } catch {
    return join(await installDebian("nginx", { signal: installSignal, progress }), "usr/sbin/nginx");
  }
}

/** nginx with one worker as a proxy: what a program in C that looks at nothing does. */
export const startNginx: StartPeer = async (options) => {
  const { upstreamPort, signal } = options;
  const nginx = await findNginx(options);
  const folder = join(options.folder, "nginx");
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const file = join(folder, "nginx.conf");
  writeFileSync(file, configuration(port, upstreamPort));
  const program = startProgram({ command: [nginx, "-p", folder, "-c", file], folder, name: "nginx", signal });
  const target = { port, path: "/v1/chat/completions", headers: {} };
  return runningPeer(program, target, 10_000);
};
