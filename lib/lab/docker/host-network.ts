import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { $ } from "zx";
import { dockerLeftovers } from "./docker-firewall.ts";
import { runtimeFolder } from "./runtime-folder.ts";

const noteFile = join(runtimeFolder, "host-network.json");
const forwardingFile = "/proc/sys/net/ipv4/ip_forward";

interface Note {
  readonly forwarding: string;
  /** Policy of the chain FORWARD: ACCEPT or DROP. */
  readonly policy: string;
}

const iptables = $({ nothrow: true, quiet: true });

/** Records how this machine forwards packets, since Docker enables forwarding and drops packets it does not know. */
export async function noteHostNetwork(): Promise<void> {
  if (existsSync(noteFile)) return;
  const rules = (await iptables`iptables -S FORWARD`).stdout;
  const note: Note = {
    forwarding: readFileSync(forwardingFile, "utf8").trim(),
    policy: /^-P FORWARD (\w+)/.exec(rules)?.[1] ?? "ACCEPT",
  };
  writeFileSync(noteFile, JSON.stringify(note));
}

/** Restores what was recorded, and removes the chains that Docker leaves behind when it stops. */
export async function restoreHostNetwork(): Promise<void> {
  if (!existsSync(noteFile)) return;
  const note = JSON.parse(readFileSync(noteFile, "utf8")) as Note;
  for (const program of ["iptables", "ip6tables"]) {
    for (const table of ["filter", "nat"]) {
      const rules = (await iptables`${program} -t ${table} -S`).stdout;
      for (const change of dockerLeftovers(rules)) await iptables`${program} -t ${table} ${change}`;
    }
  }
  await iptables`iptables -P FORWARD ${note.policy}`;
  writeFileSync(forwardingFile, `${note.forwarding}\n`);
  rmSync(noteFile);
}
