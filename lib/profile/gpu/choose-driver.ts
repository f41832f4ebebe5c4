import { defined } from "@hearth/kernel/defined.ts";
import type { GpuFacts, NodeProfile } from "../node-profile.ts";
import { amdFamilies, type AmdFamily } from "./amd.ts";
import { familyOf } from "./families.ts";
import { intelFamilies, type IntelFamily } from "./intel.ts";
import { knownMemoryGib } from "./known-memory.ts";
import { nvidiaFamilies, type NvidiaFamily } from "./nvidia.ts";

/** What a GPU needs to compute, and why. */
export interface GpuChoice {
  readonly address: string;
  readonly vendor: "nvidia" | "amd" | "intel" | "other";
  /** Absent for a GPU that no table knows. */
  readonly generation?: string;
  /** Has memory of its own; a part of a processor uses the machine's. */
  readonly discrete: boolean;
  /** Of its own; absent if it is not known. */
  readonly memoryBytes?: number;
  /** Where the memory's size comes from; `window` is a lower bound. */
  readonly memoryFrom?: "driver" | "known card" | "window";
  /** The build of llama.cpp that uses it. */
  readonly backend: "cuda" | "rocm" | "vulkan" | "none";
  readonly driver: "nvidia open module" | "nvidia proprietary module" | "mesa vulkan" | "rocm" | "none";
  /** Where the driver comes from. */
  readonly source?: "debian" | "vendor";
  /** Why this choice, as a sentence. */
  readonly reason: string;
  /** What a person has to know besides. */
  readonly notes: readonly string[];
}

/** What the choice depends on besides the GPU itself. */
export interface GpuSurroundings {
  /** Of Debian; undefined on another distribution. */
  readonly debian?: number;
  readonly secureBoot: boolean;
}

type Verdict = Pick<GpuChoice, "backend" | "driver" | "source" | "reason">;

export function surroundingsOf({ system }: Pick<NodeProfile, "system">): GpuSurroundings {
  const release = Number.parseInt(system.release, 10);
  return {
    ...(system.distribution === "debian" && Number.isInteger(release) && { debian: release }),
    secureBoot: system.secureBoot === "on",
  };
}

/** One choice for each GPU; the one that an expert should use comes first. */
export function chooseDrivers(gpus: readonly GpuFacts[], surroundings: GpuSurroundings): readonly GpuChoice[] {
  const worth = ({ backend, discrete, memoryBytes = 0 }: GpuChoice): number =>
    backend === "none" ? 0 : discrete ? 2 + memoryBytes : 1;
  return gpus.map((gpu) => chooseDriver(gpu, surroundings)).toSorted((a, b) => worth(b) - worth(a));
}

export function chooseDriver(gpu: GpuFacts, surroundings: GpuSurroundings): GpuChoice {
  const { vendor, family, discrete, verdict } = identify(gpu, surroundings);
  const chosen =
    gpu.driver === "vfio-pci"
      ? none("it is set aside for a virtual machine (vfio-pci); inside that machine it is a GPU like others")
      : verdict;
  const dkms = chosen.driver.startsWith("nvidia");
  return {
    address: gpu.address,
    vendor,
    ...defined({ generation: family?.generation }),
    discrete,
    ...(discrete && memoryOf(gpu)),
    ...chosen,
    notes: [
      ...(dkms && surroundings.secureBoot
        ? ["Secure Boot is on: the module loads only once its key is enrolled on the machine's own screen (MOK)"]
        : []),
      ...(gpu.removable ? ["it is connected by a plug: an expert on it stops when it is pulled"] : []),
    ],
  };
}

interface Identity {
  readonly vendor: GpuChoice["vendor"];
  readonly family?: { readonly generation: string } | undefined;
  readonly discrete: boolean;
  readonly verdict: Verdict;
}

function identify(gpu: GpuFacts, surroundings: GpuSurroundings): Identity {
  switch (gpu.vendorId) {
    case "10de": {
      const family = familyOf(nvidiaFamilies, gpu.deviceId);
      // The GB10 is a processor with a GPU and one memory for both.
      const discrete = !gpu.deviceId.startsWith("2e");
      return { vendor: "nvidia", family, discrete, verdict: forNvidia(family, surroundings) };
    }
    case "1002": {
      const family = familyOf(amdFamilies, gpu.deviceId);
      return { vendor: "amd", family, discrete: isDiscreteAmd(gpu), verdict: forAmd(family, surroundings) };
    }
    case "8086": {
      const family = familyOf(intelFamilies, gpu.deviceId);
      const discrete = family?.discrete ?? false;
      return { vendor: "intel", family, discrete, verdict: forIntel(family, surroundings) };
    }
    default:
      return {
        vendor: "other",
        discrete: false,
        verdict: none(pictureOnly[gpu.vendorId] ?? "its vendor is not known"),
      };
  }
}

/** Those that show a picture and compute nothing. */
const pictureOnly: Readonly<Record<string, string>> = {
  "1013": "it is a virtual machine's screen",
  "1234": "it is a virtual machine's screen",
  "1414": "it is a virtual machine's screen",
  "15ad": "it is a virtual machine's screen",
  "1a03": "it shows a server's screen to its management board",
  "1af4": "it is a virtual machine's screen",
  "1b36": "it is a virtual machine's screen",
  "80ee": "it is a virtual machine's screen",
  "102b": "it shows a server's screen to its management board",
};

/** The branch of NVIDIA's driver in each Debian. */
const nvidiaInDebian: Readonly<Record<number, number>> = { 12: 535, 13: 550 };

/** From this branch on NVIDIA recommends the open module for every card that it knows; before, it was unfinished for GeForce. */
const openSince = 560;

function forNvidia(family: NvidiaFamily | undefined, { debian }: GpuSurroundings): Verdict {
  if (family === undefined) return none("this NVIDIA chip is newer than Hearth's table");
  const { generation, modules, lastBranch = Infinity, firstBranch = 0 } = family;
  if (modules === "ended") {
    return none(
      `NVIDIA's last driver for ${generation} is branch ${lastBranch}, which gets no security updates any more`,
    );
  }
  const cuda = { backend: "cuda", driver: "nvidia open module" } as const;
  const inDebian = debian === undefined ? undefined : nvidiaInDebian[debian];
  if (modules === "proprietary") {
    return {
      ...cuda,
      driver: "nvidia proprietary module",
      source: inDebian === undefined ? "vendor" : "debian",
      reason: `the open module does not know ${generation}; branch ${lastBranch} is the last one that does, with CUDA 12`,
    };
  }
  if (inDebian === undefined || inDebian < firstBranch) {
    const lacking = inDebian === undefined ? "" : `; Debian's branch ${inDebian} does not know ${generation}`;
    return { ...cuda, source: "vendor", reason: `NVIDIA recommends the open module for ${generation}${lacking}` };
  }
  if (inDebian >= openSince) {
    return { ...cuda, source: "debian", reason: `NVIDIA recommends the open module for ${generation}` };
  }
  return {
    ...cuda,
    driver: "nvidia proprietary module",
    source: "debian",
    reason: `Debian's branch ${inDebian} is older than ${openSince}, the first whose open module is finished for every ${generation} card`,
  };
}

function forAmd(family: AmdFamily | undefined, { debian }: GpuSurroundings): Verdict {
  if (family === undefined) return none("this AMD chip is not in Hearth's table");
  const { generation, vulkan, rocm } = family;
  if (!vulkan && rocm === "yes") {
    return {
      backend: "rocm",
      driver: "rocm",
      source: "vendor",
      reason: `${generation} only computes: Mesa has no Vulkan for it`,
    };
  }
  if (!vulkan) return none(`Mesa has no Vulkan driver for ${generation}, and ROCm never knew it`);
  const old = tooOld(family, debian);
  if (old !== undefined) return old;
  const others = {
    yes: "ROCm knows it too, but has to be installed from AMD",
    ended: "ROCm's current versions have dropped it",
    no: "ROCm does not support it",
  }[rocm];
  return {
    backend: "vulkan",
    driver: "mesa vulkan",
    source: "debian",
    reason: `Mesa's Vulkan knows ${generation}; ${others}`,
  };
}

function forIntel(family: IntelFamily | undefined, { debian }: GpuSurroundings): Verdict {
  if (family === undefined) return none("this Intel chip is not in Hearth's table");
  const { generation, vulkan } = family;
  if (vulkan === "no") return none(`Mesa has no Vulkan driver for ${generation}`);
  if (vulkan === "partly") {
    return none(`Mesa's Vulkan for ${generation} is incomplete, and llama.cpp is faster on the processor itself`);
  }
  return (
    tooOld(family, debian) ?? {
      backend: "vulkan",
      driver: "mesa vulkan",
      source: "debian",
      reason: `Mesa's Vulkan knows ${generation}`,
    }
  );
}

function tooOld(
  { generation, debian: first }: AmdFamily | IntelFamily,
  debian: number | undefined,
): Verdict | undefined {
  if (debian === undefined || first === undefined || debian >= first) return undefined;
  return none(`kernel and Mesa of Debian ${debian} are older than ${generation}: Debian ${first} or later is needed`);
}

const none = (reason: string): Verdict => ({ backend: "none", driver: "none", reason });

/** A part of a processor shows pictures from the machine's memory: a small share of it is set aside, 16 GiB at most. */
const isDiscreteAmd = ({ deviceId }: GpuFacts): boolean =>
  !amdInProcessors.has(deviceId) && !/^(13|98|99|96)/.test(deviceId);

const amdInProcessors = new Set(
  (
    "1114 13c0 1435 1506 150e 1586 15bf 15c8 15d8 15dd 15df 15e7 1636 1638 163f 164c 164d 164e 164f 1681 1900 1901 1902 " +
    "9874 98e4"
  ).split(" "),
);

function memoryOf({
  vendorId,
  deviceId,
  memoryBytes,
  windowBytes = 0,
}: GpuFacts): Pick<GpuChoice, "memoryBytes" | "memoryFrom"> {
  if (memoryBytes !== undefined) return { memoryBytes, memoryFrom: "driver" };
  const known = knownMemoryGib[`${vendorId}:${deviceId}`];
  if (known !== undefined) return { memoryBytes: known * 2 ** 30, memoryFrom: "known card" };
  // The window is the next power of two, so the memory is more than half of it; most machines open one of 256 MiB, whatever there is.
  return windowBytes > 2 ** 28 ? { memoryBytes: windowBytes / 2, memoryFrom: "window" } : {};
}
