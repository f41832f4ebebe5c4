import type { Family } from "./families.ts";

export interface IntelFamily extends Family {
  /** Mesa's Vulkan driver knows all of it: `yes`, only with its driver for old chips that does not have all of Vulkan, or not. */
  readonly vulkan: "yes" | "partly" | "no";
  /** A card with memory of its own, not a part of the processor. */
  readonly discrete: boolean;
  /** The first Debian whose kernel and Mesa know it; 12 if absent. */
  readonly debian?: 13 | 14;
}

/** From pci.ids of 2026. */
export const intelFamilies: readonly IntelFamily[] = [
  {
    generation: "Sandy Bridge and older",
    since: 2004,
    ids: "0042-0126 0be0-0bef 2562-2e93 3577-358e 4100-410f 8108-8109 8182 a001-a012",
    vulkan: "no",
    discrete: false,
  },
  {
    generation: "Ivy Bridge and Haswell",
    since: 2012,
    ids: "0152-0176 0402-042e 0a02-0a2e 0c02-0c2e 0d02-0d36 0f30-0f33 0155-0157",
    vulkan: "partly",
    discrete: false,
  },
  { generation: "Broadwell", since: 2014, ids: "1602-163e 22b0-22b3", vulkan: "partly", discrete: false },
  {
    generation: "Gen9",
    since: 2015,
    ids: "0a84 1902-193d 1a84-1a85 3184-3185 3e90-3ea9 5902-593b 5a84-5a85 87c0 87ca 9b21-9bf6",
    vulkan: "yes",
    discrete: false,
  },
  { generation: "Gen11", since: 2019, ids: "4541-4571 4e51-4e71 8a50-8a5d 9840-9841", vulkan: "yes", discrete: false },
  { generation: "DG1", since: 2020, ids: "4905-4909", vulkan: "yes", discrete: true },
  {
    generation: "Xe",
    since: 2020,
    ids: "4626-46d4 4c80-4c9a 9a40-9af8 a720-a721 a780-a7ad",
    vulkan: "yes",
    discrete: false,
  },
  { generation: "Ponte Vecchio", since: 2023, ids: "0b69-0b6e 0bd0-0bdb", vulkan: "no", discrete: true },
  { generation: "Xe-HPG", since: 2022, ids: "4f80-4f8c 5690-56c2", vulkan: "yes", discrete: true, debian: 13 },
  { generation: "Xe-LPG", since: 2023, ids: "7d40-7dd5 b640", vulkan: "yes", discrete: false, debian: 13 },
  { generation: "Xe2 in a processor", since: 2024, ids: "6420-64b0", vulkan: "yes", discrete: false, debian: 13 },
  { generation: "Xe2, Battlemage", since: 2024, ids: "e202-e223", vulkan: "yes", discrete: true, debian: 13 },
  {
    generation: "Xe3 in a processor",
    since: 2025,
    ids: "b080-b0ff fd80-fd81",
    vulkan: "yes",
    discrete: false,
    debian: 14,
  },
];
