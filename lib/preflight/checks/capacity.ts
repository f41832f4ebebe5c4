import { functionBodies } from "../../steps/shell-file.ts";
import type { Check } from "./check.ts";

const script = functionBodies(import.meta.dirname, "capacity.sh");

/** What the hardware provides, or a virtual machine's share of it. */
export const capacityChecks: readonly Check[] = [
  {
    name: "architecture",
    about: "the programs that the machine gets are for its processor",
    severity: "error",
    script: script("architecture"),
    hint: "Set `architecture: amd64` or `arm64` of the machine in the inventory. There are no programs for other processors.",
  },
  {
    name: "memory",
    about: "900 MiB or more",
    severity: "error",
    script: script("memory"),
    hint: "Give the machine more memory, or remove it from the inventory.",
  },
  {
    name: "disk",
    about: "1 GiB and 10000 inodes free wherever Hearth writes",
    severity: "error",
    script: script("disk"),
    hint: "Free some space with `sudo apt-get clean` and `sudo journalctl --vacuum-size=100M`, and find large folders with `sudo du -xh / | sort -h | tail`.",
  },
];
