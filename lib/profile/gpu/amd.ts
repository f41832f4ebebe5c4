import type { Family } from "./families.ts";

export interface AmdFamily extends Family {
  /** Mesa's Vulkan driver (RADV) knows it. */
  readonly vulkan: boolean;
  /** AMD's ROCm supports it: `yes`, on no card of it, or only in versions that have ended. */
  readonly rocm: "yes" | "no" | "ended";
  /** The first Debian whose kernel and Mesa know it; 12 if absent. */
  readonly debian?: 13;
}

/** From pci.ids of 2026, by the code names of chips; exceptions come before wide ranges. */
export const amdFamilies: readonly AmdFamily[] = [
  {
    generation: "TeraScale",
    since: 2007,
    ids: "6704-677b 6840-6843 6880-68fe 94c0-95ff 9640-964f 9802-980a 9900-99a4",
    vulkan: false,
    rocm: "no",
  },
  // Aruba (Trinity and Richland) is TeraScale too; Kaveri, Kabini and Mullins are the first with GCN.
  {
    generation: "GCN 1 and 2",
    since: 2012,
    ids: "1304-131d 6600-667f 6780-67be 6800-683f 9830-985f",
    vulkan: true,
    rocm: "no",
  },
  {
    generation: "GCN 3 and 4",
    since: 2014,
    ids: "67c0-67ff 6900-6907 6920-6939 693b 694c-694f 6980-699f 6fdf 7300 730f 9874 98e4",
    vulkan: true,
    rocm: "no",
  },
  { generation: "Vega 20", since: 2018, ids: "66a0-66af", vulkan: true, rocm: "ended" },
  {
    generation: "Vega",
    since: 2017,
    ids: "15d8 15dd-15df 15e7 1636 1638 164c 6860-687f 69a0-69af",
    vulkan: true,
    rocm: "no",
  },
  { generation: "CDNA", since: 2020, ids: "7388-738e 7408-740f", vulkan: false, rocm: "yes" },
  { generation: "CDNA 3", since: 2023, ids: "74a0-74bd 75a0-75bf", vulkan: false, rocm: "yes" },
  {
    generation: "RDNA 1",
    since: 2019,
    ids: "13db 13f9 13fb-13fe 7310-731f 7340-734f 7360-7362",
    vulkan: true,
    rocm: "no",
  },
  // Only its largest chip, Navi 21, has ROCm.
  { generation: "RDNA 2, Navi 21", since: 2020, ids: "73a0-73bf", vulkan: true, rocm: "yes" },
  { generation: "RDNA 3", since: 2022, ids: "73f0 7446-7461 7470-747e 7480-749f", vulkan: true, rocm: "yes" },
  {
    generation: "RDNA 2",
    since: 2020,
    ids: "1435 1506 163f 164d 164e 1681 13c0 73c0-73ef 73ff 7421-7424 743f",
    vulkan: true,
    rocm: "no",
  },
  { generation: "RDNA 3 in a processor", since: 2023, ids: "15bf 15c8 164f 1900-1902", vulkan: true, rocm: "no" },
  { generation: "RDNA 3.5 in a processor", since: 2024, ids: "1114 150e 1586", vulkan: true, rocm: "no", debian: 13 },
  { generation: "RDNA 4", since: 2025, ids: "7550-7551 7590", vulkan: true, rocm: "yes", debian: 13 },
];
