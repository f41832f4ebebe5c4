import { defined } from "@hearth/kernel/defined.ts";
import type { GpuFacts } from "./node-profile.ts";
import { wholeNumber, type Sections } from "./probe-sections.ts";

/** Display controllers of the PCI bus. */
export function parseGpus(of: Sections): GpuFacts[] {
  const memories = new Map(
    of("nvidia").flatMap((line) => {
      const [bus = "", mebibytes = ""] = line.split(",").map((part) => part.trim());
      const bytes = wholeNumber(mebibytes);
      // nvidia-smi prints the domain with eight digits and capital letters.
      return bytes === undefined ? [] : [[bus.toLowerCase().slice(-12), bytes * 2 ** 20] as const];
    }),
  );
  return of("gpus").map((line) => {
    const [address = "", type = "", vendor = "", device = "", driver = "", memory, window, removable] =
      line.split("\t");
    return {
      address,
      vendorId: digits(vendor),
      deviceId: digits(device),
      class: digits(type),
      ...(driver !== "" && { driver }),
      ...defined({ memoryBytes: wholeNumber(memory) ?? memories.get(address), windowBytes: wholeNumber(window) }),
      removable: removable === "removable",
    };
  });
}

const digits = (text: string): string => text.replace(/^0x/, "").toLowerCase();
