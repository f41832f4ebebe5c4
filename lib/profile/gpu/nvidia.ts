import type { Family } from "./families.ts";

/**
 * Which of NVIDIA's kernel modules a generation can use. From NVIDIA's list of supported chips: the open module knows Turing and
 * later; Blackwell works with it alone; 580 is the last branch for Maxwell, Pascal and Volta, 470 for Kepler, 390 for Fermi.
 */
export interface NvidiaFamily extends Family {
  readonly modules: "open" | "open or proprietary" | "proprietary" | "ended";
  /** The last branch of the driver that knows it; absent if the newest does. */
  readonly lastBranch?: number;
  /** The first branch that knows it, where an older Debian's driver does not. */
  readonly firstBranch?: number;
}

/** Since Turing, each chip has a block of 128 IDs; before that, blocks are mixed. Checked against pci.ids of 2026. */
export const nvidiaFamilies: readonly NvidiaFamily[] = [
  { generation: "Tesla", since: 2006, ids: "0040-06bf 0840-0cff 10c0-10d8", modules: "ended", lastBranch: 340 },
  {
    generation: "Fermi",
    since: 2010,
    ids: "06c0-06df 0dc0-0dff 0e22-0e3b 0f00-0f07 1040-109b 1140 1200-1251",
    modules: "ended",
    lastBranch: 390,
  },
  { generation: "Kepler", since: 2012, ids: "0fc0-103f 1180-11ff 1280-12ba", modules: "ended", lastBranch: 470 },
  {
    generation: "Maxwell",
    since: 2014,
    ids: "1340-13fb 1401-1436 1613-1676 174d-174e 1789-179c 17c2-17fd",
    modules: "proprietary",
    lastBranch: 580,
  },
  {
    generation: "Pascal",
    since: 2016,
    ids: "15c2-15ff 1725-172f 1b00-1d56",
    modules: "proprietary",
    lastBranch: 580,
  },
  { generation: "Volta", since: 2017, ids: "1d81-1df6", modules: "proprietary", lastBranch: 580 },
  { generation: "Turing", since: 2018, ids: "1e00-1fff 2180-21ff", modules: "open or proprietary" },
  {
    generation: "Ampere",
    since: 2020,
    ids: "2080-20ff 2200-227f 2400-25ff",
    modules: "open or proprietary",
  },
  { generation: "Hopper", since: 2022, ids: "2300-23ff", modules: "open or proprietary", firstBranch: 525 },
  { generation: "Ada", since: 2022, ids: "2680-28ff", modules: "open or proprietary", firstBranch: 525 },
  {
    generation: "Blackwell",
    since: 2024,
    ids: "2900-2fff 3180-323f 3340-337f",
    modules: "open",
    firstBranch: 570,
  },
];
