import type { Listener, NodeProfile } from "./node-profile.ts";
import type { Sections } from "./probe-sections.ts";

/** What listens, as `ss -lntup` prints it, with who started it. */
export function parseListeners(of: Sections): Listener[] {
  const started = new Set(of("started"));
  const processes = new Map(
    of("processes").map((line) => {
      const [pid = "", service = "", programs = ""] = line.split("\t");
      const ours = started.has(service) || programs.split(" ").some((program) => program.startsWith("/opt/hearth/"));
      return [Number(pid), { service, ours }] as const;
    }),
  );
  return of("listening").flatMap((line): Listener[] => {
    const [protocol = "", , , , local = ""] = line.split(/\s+/);
    const at = local.lastIndexOf(":");
    const port = Number(local.slice(at + 1));
    if ((protocol !== "tcp" && protocol !== "udp") || !Number.isInteger(port)) return [];
    const [, process, pid] = /\(\("([^"]*)",pid=(\d+)/.exec(line) ?? [];
    const holder = pid === undefined ? undefined : processes.get(Number(pid));
    return [
      {
        protocol,
        address: local.slice(0, at).replace(/%.*$/, "").replaceAll(/[[\]]/g, ""),
        port,
        ...(process !== undefined && { process, pid: Number(pid) }),
        ...(holder !== undefined && holder.service !== "" && { service: holder.service }),
        ours: holder?.ours ?? false,
      },
    ];
  });
}

/** `NAME<tab>0.0.0.0:8088->80/tcp, [::]:8088->80/tcp`, as `docker ps` prints it. A port without an arrow is not published. */
export function parsePublished(lines: readonly string[]): NodeProfile["publishedPorts"] {
  return lines.flatMap((line) => {
    const [container = "", ports = ""] = line.split("\t");
    return ports.split(", ").flatMap((text) => {
      const [, address = "", first, last, protocol] = /^(.*):(\d+)(?:-(\d+))?->.*\/(tcp|udp)$/.exec(text) ?? [];
      if (first === undefined || (protocol !== "tcp" && protocol !== "udp")) return [];
      const count = Math.min(Number(last ?? first) - Number(first) + 1, 100);
      return Array.from({ length: count }, (_, index) => ({
        container,
        protocol: protocol === "tcp" ? ("tcp" as const) : ("udp" as const),
        address: address.replaceAll(/[[\]]/g, ""),
        port: Number(first) + index,
      }));
    });
  });
}
