import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { parseGpus } from "../parse-gpus.ts";
import { readSections } from "../probe-sections.ts";
import type { GpuFacts } from "../node-profile.ts";
import { chooseDriver, chooseDrivers, type GpuChoice, type GpuSurroundings } from "./choose-driver.ts";

const gibibyte = 2 ** 30;

interface Recorded {
  readonly driver?: string;
  /** What amdgpu says of its memory. */
  readonly vramGib?: number;
  /** The size of the largest window; 256 MiB where none is named. */
  readonly windowGib?: number;
  readonly removable?: boolean;
}

/** A line of `lspci -nn` as the tree of sysfs that it was made from. */
function plant(sys: string, lspci: string, recorded: Recorded): void {
  const [, slot = "", type = "", vendor = "", device = ""] =
    /^(\S+) .*\[(03\d\d)\]: .*\[([0-9a-f]{4}):([0-9a-f]{4})\]/.exec(lspci) ?? [];
  const folder = join(sys, "bus/pci/devices", `0000:${slot}`);
  const windowBytes = (recorded.windowGib ?? 0.25) * gibibyte;
  const base = 0x4000000000n;
  const hex = (value: bigint): string => `0x${value.toString(16).padStart(16, "0")}`;
  const files: Readonly<Record<string, string>> = {
    class: `0x${type}00`,
    vendor: `0x${vendor}`,
    device: `0x${device}`,
    removable: recorded.removable === true ? "removable" : "fixed",
    resource: [
      `${hex(0xf6000000n)} ${hex(0xf6ffffffn)} ${hex(0x40200n)}`,
      `${hex(base)} ${hex(base + BigInt(windowBytes) - 1n)} ${hex(0x14220cn)}`,
      `${hex(0n)} ${hex(0n)} ${hex(0n)}`,
    ].join("\n"),
    ...(recorded.vramGib !== undefined && { mem_info_vram_total: String(recorded.vramGib * gibibyte) }),
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), `${text}\n`);
  if (recorded.driver === undefined) return;
  const driver = join(sys, "bus/pci/drivers", recorded.driver);
  mkdirSync(driver, { recursive: true });
  symlinkSync(driver, join(folder, "driver"));
}

/** What the probe reads from such a tree. */
function probed(lines: readonly (readonly [string, Recorded?])[]): readonly GpuFacts[] {
  const sys = mkdtempSync(join(tmpdir(), "hearth-sys-"));
  try {
    for (const [lspci, recorded = {}] of lines) plant(sys, lspci, recorded);
    const script = readFileSync(join(dirname(import.meta.dirname), "probe.sh"), "utf8");
    const functions = script.slice(0, script.indexOf("\nPATH="));
    const [gpus = ""] = /^section gpus\n[^]*?\ndone\n/m.exec(script) ?? [];
    const output = execFileSync("dash", ["-s"], {
      input: `${functions}\n${gpus}`.replaceAll("/sys/bus/", `${sys}/bus/`),
      encoding: "utf8",
    });
    return parseGpus(readSections(output));
  } finally {
    rmSync(sys, { recursive: true, force: true });
  }
}

const debian12: GpuSurroundings = { debian: 12, secureBoot: false };
const debian13: GpuSurroundings = { debian: 13, secureBoot: false };

const brief = ({ generation = "?", memoryBytes = 0, backend, driver, source }: GpuChoice): string =>
  [generation, `${memoryBytes / gibibyte} GiB`, backend, driver, source ?? ""].join(" | ");

const nvidia = "VGA compatible controller [0300]: NVIDIA Corporation";
const amd = "VGA compatible controller [0300]: Advanced Micro Devices, Inc. [AMD/ATI]";
const intel = "VGA compatible controller [0300]: Intel Corporation";

/** Real cards of 2010 to 2026: what lspci says, and the choice on Debian 13 (and on 12, where it differs). */
const cards: readonly (readonly [lspci: string, recorded: Recorded, on13: string, on12?: string])[] = [
  [`${nvidia} GF100 [GeForce GTX 480] [10de:06c0] (rev a3)`, { driver: "nouveau" }, "Fermi | 1.5 GiB | none | none | "],
  [`${nvidia} GK104 [GeForce GTX 680] [10de:1180] (rev a1)`, { driver: "nouveau" }, "Kepler | 0 GiB | none | none | "],
  [
    `${nvidia} GM204 [GeForce GTX 970] [10de:13c2] (rev a1)`,
    {},
    "Maxwell | 4 GiB | cuda | nvidia proprietary module | debian",
  ],
  [
    `${nvidia} GM200 [GeForce GTX 980 Ti] [10de:17c8] (rev a1)`,
    {},
    "Maxwell | 6 GiB | cuda | nvidia proprietary module | debian",
  ],
  [
    `${nvidia} GP102 [GeForce GTX 1080 Ti] [10de:1b06] (rev a1)`,
    {},
    "Pascal | 11 GiB | cuda | nvidia proprietary module | debian",
  ],
  [
    "3D controller [0302]: NVIDIA Corporation GP102GL [Tesla P40] [10de:1b38] (rev a1)",
    { windowGib: 32 },
    "Pascal | 24 GiB | cuda | nvidia proprietary module | debian",
  ],
  [
    "3D controller [0302]: NVIDIA Corporation GV100GL [Tesla V100 PCIe 16GB] [10de:1db4] (rev a1)",
    { windowGib: 16 },
    "Volta | 16 GiB | cuda | nvidia proprietary module | debian",
  ],
  [
    `${nvidia} TU116 [GeForce GTX 1660 Ti] [10de:2182] (rev a1)`,
    {},
    "Turing | 6 GiB | cuda | nvidia proprietary module | debian",
  ],
  [
    `${nvidia} TU102 [GeForce RTX 2080 Ti] [10de:1e04] (rev a1)`,
    {},
    "Turing | 11 GiB | cuda | nvidia proprietary module | debian",
  ],
  [
    `${nvidia} GA102 [GeForce RTX 3090] [10de:2204] (rev a1)`,
    {},
    "Ampere | 24 GiB | cuda | nvidia proprietary module | debian",
  ],
  [
    `${nvidia} AD102 [GeForce RTX 4090] [10de:2684] (rev a1)`,
    {},
    "Ada | 24 GiB | cuda | nvidia proprietary module | debian",
  ],
  [
    "3D controller [0302]: NVIDIA Corporation GH100 [H100 SXM5 80GB] [10de:2330] (rev a1)",
    { windowGib: 128 },
    "Hopper | 80 GiB | cuda | nvidia proprietary module | debian",
  ],
  [
    `${nvidia} GB202 [GeForce RTX 5090] [10de:2b85] (rev a1)`,
    {},
    "Blackwell | 32 GiB | cuda | nvidia open module | vendor",
  ],
  // Sold with 8 GiB and with 16: its resizable window says which.
  [
    `${nvidia} GB206 [GeForce RTX 5060 Ti] [10de:2d04] (rev a1)`,
    { windowGib: 16 },
    "Blackwell | 8 GiB | cuda | nvidia open module | vendor",
  ],
  [`${amd} Cypress XT [Radeon HD 5870] [1002:6898]`, { driver: "radeon" }, "TeraScale | 0 GiB | none | none | "],
  [
    `${amd} Tahiti XT [Radeon HD 7970/8970 OEM / R9 280X] [1002:6798]`,
    { driver: "amdgpu", vramGib: 3 },
    "GCN 1 and 2 | 3 GiB | vulkan | mesa vulkan | debian",
  ],
  [
    `${amd} Ellesmere [Radeon RX 470/480/570/570X/580/580X/590] [1002:67df] (rev e7)`,
    { driver: "amdgpu", vramGib: 8 },
    "GCN 3 and 4 | 8 GiB | vulkan | mesa vulkan | debian",
  ],
  [
    `${amd} Vega 10 XL/XT [Radeon RX Vega 56/64] [1002:687f] (rev c1)`,
    { driver: "amdgpu", vramGib: 8 },
    "Vega | 8 GiB | vulkan | mesa vulkan | debian",
  ],
  [
    `${amd} Vega 20 [Radeon VII] [1002:66af] (rev c1)`,
    { driver: "amdgpu", vramGib: 16 },
    "Vega 20 | 16 GiB | vulkan | mesa vulkan | debian",
  ],
  [
    `${amd} Navi 10 [Radeon RX 5600 OEM/5600 XT / 5700/5700 XT] [1002:731f] (rev c1)`,
    { driver: "amdgpu", vramGib: 8 },
    "RDNA 1 | 8 GiB | vulkan | mesa vulkan | debian",
  ],
  [
    `${amd} Navi 21 [Radeon RX 6800/6800 XT / 6900 XT] [1002:73bf] (rev c1)`,
    { driver: "amdgpu", vramGib: 16, windowGib: 16 },
    "RDNA 2, Navi 21 | 16 GiB | vulkan | mesa vulkan | debian",
  ],
  [
    `${amd} Navi 31 [Radeon RX 7900 XT/7900 XTX/7900 GRE/7900M] [1002:744c] (rev c8)`,
    { driver: "amdgpu", vramGib: 24, windowGib: 32 },
    "RDNA 3 | 24 GiB | vulkan | mesa vulkan | debian",
  ],
  [
    `${amd} Navi 48 [Radeon RX 9070/9070 XT/9070 GRE] [1002:7550] (rev c0)`,
    { driver: "amdgpu", vramGib: 16, windowGib: 16 },
    "RDNA 4 | 16 GiB | vulkan | mesa vulkan | debian",
    "RDNA 4 | 16 GiB | none | none | ",
  ],
  [
    "Processing accelerators, as Display controller [0380]: Advanced Micro Devices, Inc. [AMD/ATI] Aldebaran/MI200 [Instinct MI210] [1002:740f] (rev 02)",
    { driver: "amdgpu", vramGib: 64 },
    "CDNA | 64 GiB | rocm | rocm | vendor",
  ],
  [
    `${amd} Cezanne [Radeon Vega Series / Radeon Vega Mobile Series] [1002:1638] (rev c5)`,
    { driver: "amdgpu", vramGib: 0.5 },
    "Vega | 0 GiB | vulkan | mesa vulkan | debian",
  ],
  [
    `${amd} Strix Halo [Radeon Graphics / Radeon 8050S Graphics / Radeon 8060S Graphics] [1002:1586] (rev c1)`,
    { driver: "amdgpu", vramGib: 0.5 },
    "RDNA 3.5 in a processor | 0 GiB | vulkan | mesa vulkan | debian",
    "RDNA 3.5 in a processor | 0 GiB | none | none | ",
  ],
  [
    `${intel} 2nd Generation Core Processor Family Integrated Graphics Controller [8086:0126] (rev 09)`,
    { driver: "i915" },
    "Sandy Bridge and older | 0 GiB | none | none | ",
  ],
  [
    `${intel} Xeon E3-1200 v3/4th Gen Core Processor Integrated Graphics Controller [8086:0412] (rev 06)`,
    { driver: "i915" },
    "Ivy Bridge and Haswell | 0 GiB | none | none | ",
  ],
  [
    `${intel} Skylake-S GT2 [HD Graphics 530] [8086:1912] (rev 06)`,
    { driver: "i915" },
    "Gen9 | 0 GiB | vulkan | mesa vulkan | debian",
  ],
  [
    `${intel} Alder Lake-P GT2 [Iris Xe Graphics] [8086:46a6] (rev 0c)`,
    { driver: "i915" },
    "Xe | 0 GiB | vulkan | mesa vulkan | debian",
  ],
  [
    `${intel} DG2 [Arc A770] [8086:56a0] (rev 08)`,
    { driver: "i915", windowGib: 16 },
    "Xe-HPG | 8 GiB | vulkan | mesa vulkan | debian",
    "Xe-HPG | 8 GiB | none | none | ",
  ],
  [
    `${intel} Battlemage G21 [Arc B580] [8086:e20b]`,
    { driver: "xe", windowGib: 16 },
    "Xe2, Battlemage | 12 GiB | vulkan | mesa vulkan | debian",
    "Xe2, Battlemage | 12 GiB | none | none | ",
  ],
  [
    "VGA compatible controller [0300]: Red Hat, Inc. Virtio 1.0 GPU [1af4:1050] (rev 01)",
    {},
    "? | 0 GiB | none | none | ",
  ],
  [
    "VGA compatible controller [0300]: ASPEED Technology, Inc. ASPEED Graphics Family [1a03:2000] (rev 41)",
    {},
    "? | 0 GiB | none | none | ",
  ],
];

const at = (slot: number): string => `${(slot + 1).toString(16).padStart(2, "0")}:00.0`;
const found = probed(cards.map(([lspci, recorded], index) => [`${at(index)} ${lspci}`, recorded] as const));

test("every card of the list is found on its place of the bus", () => {
  expect(found.map(({ address }) => address)).toEqual(cards.map((_, index) => `0000:${at(index)}`));
});

test.each(cards.map(([lspci, , on13, on12 = on13], index) => ({ lspci, gpu: found[index]!, on13, on12 })))(
  "$lspci",
  ({ gpu, on13, on12 }) => {
    expect([brief(chooseDriver(gpu, debian13)), brief(chooseDriver(gpu, debian12))]).toEqual([on13, on12]);
  },
);

test("every choice has its reason as a sentence", () => {
  const reasons = found.map((gpu) => chooseDriver(gpu, debian12).reason);
  expect(reasons.filter((reason) => !/^\S.{20,}[^.]$/.test(reason))).toEqual([]);
  expect(reasons[0]).toBe("NVIDIA's last driver for Fermi is branch 390, which gets no security updates any more");
  expect(reasons[9]).toContain("Debian's branch 535 is older than 560");
  expect(reasons[12]).toContain("Debian's branch 535 does not know Blackwell");
});

test("a laptop with two GPUs computes on the one with memory of its own", () => {
  const laptop = probed([
    [`00:02.0 ${intel} Raptor Lake-P [Iris Xe Graphics] [8086:a7a0] (rev 04)`, { driver: "i915" }],
    ["01:00.0 3D controller [0302]: NVIDIA Corporation AD107M [GeForce RTX 4060 Max-Q / Mobile] [10de:28e0] (rev a1)"],
  ]);
  expect(chooseDrivers(laptop, debian12).map(({ address, backend }) => [address, backend])).toEqual([
    ["0000:01:00.0", "cuda"],
    ["0000:00:02.0", "vulkan"],
  ]);
});

test("of two cards the one with more memory comes first", () => {
  const tower = probed([
    [`21:00.0 ${amd} Navi 22 [Radeon RX 6700/6700 XT/6750 XT / 6800M/6850M XT] [1002:73df] (rev c5)`, { vramGib: 12 }],
    [`41:00.0 ${nvidia} GA102 [GeForce RTX 3090] [10de:2204] (rev a1)`],
  ]);
  expect(chooseDrivers(tower, debian12).map(({ vendor }) => vendor)).toEqual(["nvidia", "amd"]);
});

test("an eGPU is used, with a word on its plug", () => {
  const [egpu] = probed([[`3f:00.0 ${nvidia} GP106 [GeForce GTX 1060 3GB] [10de:1c02] (rev a1)`, { removable: true }]]);
  expect(chooseDriver(egpu!, debian12)).toMatchObject({
    backend: "cuda",
    notes: ["it is connected by a plug: an expert on it stops when it is pulled"],
  });
});

test("a card that a virtual machine was given is left alone, and used inside that machine", () => {
  const line = `01:00.0 ${nvidia} GA102 [GeForce RTX 3090] [10de:2204] (rev a1)`;
  const [host] = probed([[line, { driver: "vfio-pci" }]]);
  expect(chooseDriver(host!, debian12)).toMatchObject({
    backend: "none",
    reason: expect.stringContaining("vfio-pci") as string,
  });
  const guest = probed([
    ["00:01.0 VGA compatible controller [0300]: Red Hat, Inc. QXL paravirtual graphic card [1b36:0100] (rev 05)", {}],
    [line],
  ]);
  expect(chooseDrivers(guest, debian12).map(({ backend }) => backend)).toEqual(["cuda", "none"]);
});

test("Secure Boot is named for NVIDIA's module, which Debian does not sign, and for no driver of the kernel", () => {
  const gpus = probed([
    [`01:00.0 ${nvidia} GA102 [GeForce RTX 3090] [10de:2204] (rev a1)`],
    [`02:00.0 ${amd} Navi 10 [Radeon RX 5700] [1002:731f] (rev c1)`, { driver: "amdgpu", vramGib: 8 }],
  ]);
  const choices = chooseDrivers(gpus, { debian: 12, secureBoot: true });
  expect(choices.map(({ notes }) => notes.length)).toEqual([1, 0]);
  expect(choices[0]?.notes[0]).toContain("MOK");
});

test("a chip that no table knows is said to be so", () => {
  const unknown: GpuFacts = {
    address: "0000:01:00.0",
    vendorId: "10de",
    deviceId: "fff0",
    class: "030000",
    removable: false,
  };
  expect(chooseDriver(unknown, debian12)).toMatchObject({
    backend: "none",
    reason: "this NVIDIA chip is newer than Hearth's table",
  });
});
