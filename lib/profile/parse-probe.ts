import { defined } from "@hearth/kernel/defined.ts";
import type { NodeProfile } from "./node-profile.ts";
import { parseGpus } from "./parse-gpus.ts";
import { parseListeners, parsePublished } from "./parse-listeners.ts";
import { parseLinks } from "./parse-links.ts";
import { parseDisks, parseFileSystems } from "./parse-disks.ts";
import { readSections, valuesOf, wholeNumber, type Sections } from "./probe-sections.ts";

/** The facts in what `probe.sh` printed on a node. Pure; what a machine does not say is left out. */
export function parseProbe(node: string, output: string, takenAt: Date): NodeProfile {
  const of = readSections(output);
  return {
    version: 1,
    node,
    takenAt: takenAt.toISOString(),
    cpu: parseCpu(of),
    memory: parseMemory(of),
    disks: parseDisks(of),
    fileSystems: parseFileSystems(of),
    gpus: parseGpus(of),
    links: parseLinks(of),
    defaultRoutes: [...new Set(of("routes").flatMap((line) => / dev (\S+)/.exec(line)?.[1] ?? []))],
    system: parseSystem(of),
    power: parsePower(of),
    shells: { login: of("shells")[0] ?? "", installed: [...of("shells").slice(1)] },
    listening: parseListeners(of),
    publishedPorts: parsePublished(of("published")),
    programs: [...of("programs")],
    activeUnits: [...of("active")],
    ...defined({ tailnet: parseTailnet(of("tailnet")), timeKeeper: timeKeeper(of) }),
    nameServers: of("resolv.conf").flatMap((line) => line.split(/\s+/)[1] ?? []),
    cloudHosts: of("cloud-hosts").some((line) => /:\s*(true|localhost|template)\b/i.test(line)),
    depot: of("depot").filter((name) => /^[0-9a-f]{64}$/.test(name)),
    sshSettings: of("sshd").flatMap((text) => {
      const at = text.indexOf(":");
      return at < 0 ? [] : { file: text.slice(0, at), line: text.slice(at + 1).trim() };
    }),
    peers: of("peers").map(parsePeer),
  };
}

/** What llama.cpp has code for, as /proc/cpuinfo names it. */
const usefulFeatures = new Set(
  (
    "sse4_2 avx avx2 avx_vnni f16c fma bmi2 avx512f avx512bw avx512vl avx512vbmi avx512_vnni avx512_bf16 avx512_fp16 " +
    "amx_tile amx_int8 amx_bf16 asimd asimdhp asimddp i8mm bf16 sve sve2 sme"
  ).split(" "),
);

function parseCpu(of: Sections): NodeProfile["cpu"] {
  const info = valuesOf(of("cpuinfo"), ":");
  const machine = of("kernel")[1] ?? "";
  const cpus = of("cpus").map((line) => line.split(","));
  const limits = of("cpu-limit");
  const [quota, period] = (limits.find((line) => line.includes(" ")) ?? "max 1").split(" ").map(Number);
  const usable = wholeNumber(limits.find((line) => /^\d+$/.test(line)));
  const threads = cpus.length === 0 ? (usable ?? 1) : cpus.length;
  const shares = [usable, Number(quota) / Number(period)].filter(
    (share): share is number => share !== undefined && Number.isFinite(share) && share < threads,
  );
  return {
    model: info.get("model name") ?? info.get("Model") ?? info.get("Hardware") ?? "unknown",
    architecture: machine === "x86_64" ? "amd64" : machine === "aarch64" ? "arm64" : "other",
    machine,
    sockets: Math.max(1, new Set(cpus.map(([, , socket]) => socket)).size),
    cores: Math.max(1, new Set(cpus.map(([, core, socket]) => `${socket ?? ""}/${core ?? ""}`)).size),
    threads,
    ...(shares.length > 0 && { limitThreads: Math.min(...shares) }),
    features: (info.get("flags") ?? info.get("Features") ?? "").split(" ").filter((flag) => usefulFeatures.has(flag)),
  };
}

function parseMemory(of: Sections): NodeProfile["memory"] {
  const info = valuesOf(of("meminfo"), ":");
  const bytesOf = (key: string): number => Number.parseInt(info.get(key) ?? "0", 10) * 1024;
  const totalBytes = bytesOf("MemTotal");
  // Version 1 of control groups writes a number beyond all machines where there is no limit.
  const limits = of("memory-limit").flatMap((line) => wholeNumber(line) ?? []);
  const limitBytes = limits.find((limit) => limit > 0 && limit < totalBytes);
  return {
    totalBytes,
    availableBytes: bytesOf("MemAvailable"),
    swapBytes: bytesOf("SwapTotal"),
    ...defined({ limitBytes }),
  };
}

function parseSystem(of: Sections): NodeProfile["system"] {
  const release = valuesOf(of("os-release"), "=");
  const [virtualization = "none", container = "none"] = of("virtualization");
  const [firmware, variable = ""] = of("secure-boot");
  const [most = "1", allowed = "1"] = of("user-namespaces");
  return {
    distribution: release.get("ID") ?? "unknown",
    release: release.get("VERSION_ID") ?? "",
    name: release.get("PRETTY_NAME") ?? "unknown",
    kernel: of("kernel")[0] ?? "",
    virtualization,
    container: container !== "none",
    init: of("init")[0] ?? "",
    secureBoot: firmware === undefined ? "none" : variable.trim().endsWith(" 1") ? "on" : "off",
    userNamespaces: most !== "0" && allowed !== "0",
  };
}

function parsePower(of: Sections): NodeProfile["power"] {
  // A wireless mouse has a battery too; its scope is `Device`.
  const supplies = of("power")
    .map((line) => line.split("\t"))
    .filter(([, scope]) => scope !== "Device");
  const battery = supplies.find(([type]) => type === "Battery");
  const mains = supplies.filter(([type, , online = ""]) => type !== "Battery" && online !== "");
  return {
    battery: battery !== undefined,
    ...(mains.length > 0 && { onMains: mains.some(([, , online]) => online === "1") }),
    ...defined({ batteryPercent: wholeNumber(battery?.[3]) }),
  };
}

function parseTailnet(lines: readonly string[]): NodeProfile["tailnet"] {
  const valueOf = (key: string): string | undefined =>
    lines.flatMap((line) => new RegExp(`"${key}": *"([^"]*)"`).exec(line)?.[1] ?? [])[0];
  const state = valueOf("BackendState");
  if (state === undefined || state === "NeedsLogin" || state === "NoState") return undefined;
  // Empty means the service's own.
  const controlUrl = valueOf("ControlURL") ?? "";
  return {
    controlUrl: controlUrl === "" ? "https://controlplane.tailscale.com" : controlUrl,
    state,
    ...defined({ name: valueOf("Name") }),
  };
}

function timeKeeper(of: Sections): string | undefined {
  const services = ["chrony", "chronyd", "ntpsec", "ntp", "openntpd"];
  return of("time")[0] ?? services.find((name) => of("active").includes(`${name}.service`));
}

function parsePeer(line: string): NodeProfile["peers"][number] {
  const [node = "", large = "", pings = ""] = line.split("\t");
  const loss = /([\d.]+)% packet loss/.exec(pings)?.[1];
  const roundTrip = /= [\d.]+\/([\d.]+)\//.exec(pings)?.[1];
  return {
    node,
    lossPercent: loss === undefined ? 100 : Number(loss),
    ...(roundTrip !== undefined && { roundTripMs: Number(roundTrip) }),
    largePackets: large === "yes",
  };
}
