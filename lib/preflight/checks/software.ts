import { functionBodies } from "../../steps/shell-file.ts";
import type { Check } from "./check.ts";

const script = functionBodies(import.meta.dirname, "software.sh");

/** What is installed on the machine and what runs there. */
export const softwareChecks: readonly Check[] = [
  {
    name: "packages",
    about: "no package is half installed, and no other installation is running",
    // Only a warning: an interrupted run leaves a package half installed, and the next run repairs that first.
    severity: "warning",
    script: script("packages"),
    hint: "No action needed: Hearth repairs half-installed packages, and waits two minutes for another installation to finish.",
  },
  {
    name: "firewall",
    about: "no other firewall manager is active",
    severity: "warning",
    script: script("firewall"),
    hint: "You can keep it, but let it accept the cluster's ports: Hearth's own table `inet hearth` cannot allow what another firewall drops.",
  },
  {
    name: "time-sync",
    about: "a time service keeps the clock in sync",
    severity: "warning",
    script: script("time_sync"),
    hint: "Install one: `sudo apt-get install systemd-timesyncd`. Certificates and leader elections fail when clocks drift apart.",
  },
  {
    name: "own-name",
    about: "the machine can resolve its own name",
    severity: "warning",
    script: script("own_name"),
    hint: "Add a line `127.0.1.1 NAME` to /etc/hosts; otherwise sudo and other programs wait for a name server.",
  },
  {
    name: "ports",
    about: "the cluster's ports are free, or used by programs that Hearth started",
    severity: "error",
    script: script("ports"),
    hint: "Stop the program that uses the port, or choose another port under `cluster.ports` in the inventory.",
  },
];
