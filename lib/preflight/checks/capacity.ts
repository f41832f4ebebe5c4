import { functionBodies } from "../../steps/shell-file.ts";
import type { Check } from "./check.ts";

const script = functionBodies(import.meta.dirname, "capacity.sh");

/** What the hardware, or the share of it that a virtual machine has, brings. */
export const capacityChecks: readonly Check[] = [
  {
    name: "architecture",
    about: "x86-64 or 64-bit ARM",
    severity: "error",
    script: script("architecture"),
    hint: "Take the machine out of the inventory: there are no programs for its processor.",
  },
  {
    name: "memory",
    about: "900 MiB or more",
    severity: "error",
    script: script("memory"),
    hint: "Give the machine more memory, or take it out of the inventory.",
  },
  {
    name: "disk",
    about: "1 GiB and 10000 inodes free wherever Hearth writes",
    severity: "error",
    script: script("disk"),
    hint: "Free some room: `sudo apt-get clean`, `sudo journalctl --vacuum-size=100M`, and see what is large with `sudo du -xh / | sort -h | tail`.",
  },
];
