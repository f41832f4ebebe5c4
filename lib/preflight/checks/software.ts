import { functionBodies } from "../../steps/shell-file.ts";
import type { Check } from "./check.ts";

const script = functionBodies(import.meta.dirname, "software.sh");

/** What is installed on the machine and what runs there. */
export const softwareChecks: readonly Check[] = [
  {
    name: "packages",
    about: "no package is half installed, nobody else installs",
    // A warning: a run that was cut off leaves a package half installed, and the next one repairs that before anything else.
    severity: "warning",
    script: script("packages"),
    hint: "Nothing needs to be done: Hearth repairs half installed packages, and waits two minutes for another installation to end.",
  },
  {
    name: "firewall",
    about: "no other firewall manager is at work",
    severity: "warning",
    script: script("firewall"),
    hint: "It may stay: Hearth's own table `inet hearth` only drops what is not declared. What the other one drops stays dropped, so let it accept the cluster's ports.",
  },
  {
    name: "time-sync",
    about: "a time service keeps the clock",
    severity: "warning",
    script: script("time_sync"),
    hint: "Install one: `sudo apt-get install systemd-timesyncd`. Certificates and votes fail when clocks drift apart.",
  },
  {
    name: "own-name",
    about: "the machine finds its own name",
    severity: "warning",
    script: script("own_name"),
    hint: "Add a line `127.0.1.1 NAME` to /etc/hosts: sudo and others wait for a name server otherwise.",
  },
  {
    name: "ports",
    about: "the cluster's ports are free, or held by what Hearth has started",
    severity: "error",
    script: script("ports"),
    hint: "Stop the program that holds the port, or choose another port below `cluster.ports` in the inventory.",
  },
];
