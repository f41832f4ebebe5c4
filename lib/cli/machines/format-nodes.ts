import { count } from "@hearth/kernel/count.ts";
import { table } from "@hearth/kernel/table.ts";
import { chooseDrivers, surroundingsOf, type GpuChoice } from "../../profile/gpu/choose-driver.ts";
import type { NodeProfile } from "../../profile/node-profile.ts";
import type { ProfileReading } from "../../stack/node-profiles.ts";

export interface FormatNodesOptions {
  readonly width?: number;
  /** With disks, network, power and what listens. */
  readonly wide: boolean;
}

/** One row a node, with what decides which model it can run; below it what each GPU needs, and why a node has no facts. */
export function formatNodes(
  readings: readonly ProfileReading[],
  { width = Infinity, wide }: FormatNodesOptions,
): string {
  const columns = wide ? [...briefly, ...moreover] : briefly;
  const rows = readings.map((reading) => [
    reading.node,
    ...("profile" in reading ? columns.map(([, of]) => of(reading.profile)) : ["?"]),
  ]);
  const gpus = readings.flatMap((reading) => ("profile" in reading ? gpuLines(reading.profile) : []));
  const silent = readings.flatMap((reading) => ("problem" in reading ? `${reading.node}: ${reading.problem}` : []));
  return [
    table(["node", ...columns.map(([heading]) => heading)], rows, { width }),
    ...(gpus.length === 0 ? [] : ["", ...gpus]),
    ...(silent.length === 0 ? [] : ["", ...silent]),
  ].join("\n");
}

type Column = readonly [heading: string, of: (profile: NodeProfile) => string];

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(bytes < 10 * 2 ** 30 ? 1 : 0)} GiB`;

const briefly: readonly Column[] = [
  ["processor", ({ cpu }) => `${shortModel(cpu.model)}, ${coresOf(cpu)}`],
  ["can", ({ cpu }) => abilities(cpu.features)],
  [
    "memory",
    ({ memory }) => `${gibibytes(memory.availableBytes)} of ${gibibytes(memory.limitBytes ?? memory.totalBytes)}`,
  ],
  ["GPU", (profile) => gpuOf(profile)],
  ["disk free", ({ fileSystems }) => gibibytes(roomFor(fileSystems)?.freeBytes ?? 0)],
  ["network", (profile) => networkOf(profile)],
  ["system", ({ system }) => systemOf(system)],
];

const moreover: readonly Column[] = [
  ["kernel", ({ system }) => system.kernel],
  [
    "disks",
    ({ disks }) =>
      disks
        .map(({ name, sizeBytes, rotational }) => `${name} ${gibibytes(sizeBytes)}${rotational ? " turning" : ""}`)
        .join(", ") || "-",
  ],
  ["swap", ({ memory }) => (memory.swapBytes === 0 ? "none" : gibibytes(memory.swapBytes))],
  [
    "encrypted",
    ({ fileSystems }) =>
      fileSystems
        .filter(({ encrypted }) => encrypted)
        .map(({ mount }) => mount)
        .join(" ") || "no",
  ],
  ["Secure Boot", ({ system }) => system.secureBoot],
  ["power", ({ power }) => powerOf(power)],
  ["shell", ({ shells }) => shells.login.split("/").at(-1) ?? ""],
  ["time", ({ timeKeeper }) => timeKeeper ?? "-"],
  ["tailnet", ({ tailnet }) => tailnet?.controlUrl ?? "-"],
  [
    "listens",
    ({ listening }) =>
      [...new Set(listening.filter(({ ours }) => !ours).map(({ port, protocol }) => `${port}/${protocol}`))].join(
        " ",
      ) || "-",
  ],
];

const shortModel = (model: string): string =>
  model
    .replaceAll(/\((R|TM)\)|\b(CPU|Processor)\b|\d+-Core|@.*$/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();

function coresOf({ cores, threads, limitThreads }: NodeProfile["cpu"]): string {
  const all = cores === threads ? count(cores, "core") : `${count(cores, "core")}, ${count(threads, "thread")}`;
  return limitThreads === undefined ? all : `${all}, limited to ${limitThreads}`;
}

/** The best of each kind: what has AVX-512 has AVX2 too. */
function abilities(features: readonly string[]): string {
  const has = (feature: string): boolean => features.includes(feature);
  const vectors = has("avx512f")
    ? "AVX-512"
    : has("avx2")
      ? "AVX2"
      : has("avx")
        ? "AVX"
        : has("sve")
          ? "SVE"
          : has("asimd")
            ? "NEON"
            : "no vectors";
  const matrices = [
    has("amx_int8") && "AMX",
    has("avx512_vnni") && "VNNI",
    has("i8mm") && "I8MM",
    has("asimddp") && "DOT",
  ];
  return [vectors, ...matrices.filter((word) => word !== false)].join(" ");
}

function gpuOf(profile: NodeProfile): string {
  const [best] = chooseDrivers(profile.gpus, surroundingsOf(profile)).filter(({ backend }) => backend !== "none");
  if (best === undefined) return "none";
  return `${nameOf(best)}${best.memoryBytes === undefined ? "" : `, ${gibibytes(best.memoryBytes)}`}`;
}

const nameOf = ({ vendor, generation }: GpuChoice): string => `${vendor} ${generation ?? "unknown"}`;

/** Where models lie. */
const roomFor = (fileSystems: NodeProfile["fileSystems"]): NodeProfile["fileSystems"][number] | undefined =>
  ["/srv/hearth", "/srv", "/"].flatMap((mount) => fileSystems.find((found) => found.mount === mount) ?? [])[0];

function networkOf({ links, defaultRoutes }: NodeProfile): string {
  const link = links.find(({ name }) => name === defaultRoutes[0]);
  if (link === undefined) return "no route";
  const speed =
    link.speedMbps === undefined
      ? ""
      : link.speedMbps >= 1000
        ? ` ${link.speedMbps / 1000} Gbit/s`
        : ` ${link.speedMbps} Mbit/s`;
  return `${link.kind}${speed}`;
}

const systemOf = ({ name, virtualization }: NodeProfile["system"]): string =>
  `${name.replace("GNU/Linux ", "").replace(/ \(.*\)/, "")}${virtualization === "none" ? "" : `, ${virtualization}`}`;

function powerOf({ battery, onMains, batteryPercent }: NodeProfile["power"]): string {
  if (!battery) return "mains";
  const charge = batteryPercent === undefined ? "" : ` ${batteryPercent} %`;
  return onMains === false ? `battery${charge}` : `mains, battery${charge}`;
}

/** Every GPU with what it needs and why, below the table. */
function gpuLines(profile: NodeProfile): readonly string[] {
  return chooseDrivers(profile.gpus, surroundingsOf(profile))
    .filter(({ vendor }) => vendor !== "other")
    .flatMap((choice) => [
      `${profile.node}: ${nameOf(choice)} at ${choice.address.replace(/^0000:/, "")}: ${driverOf(choice)}: ${choice.reason}`,
      ...choice.notes.map((note) => `${profile.node}: ${nameOf(choice)}: ${note}`),
    ]);
}

const driverOf = ({ backend, driver, source }: GpuChoice): string =>
  backend === "none"
    ? "not used"
    : `${driver} from ${source === "debian" ? "Debian" : "its vendor"}, for llama.cpp with ${backend === "vulkan" ? "Vulkan" : backend === "cuda" ? "CUDA" : "ROCm"}`;
