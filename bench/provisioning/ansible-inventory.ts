import { join } from "node:path";
import type { NodeAccess } from "../../lib/ssh/node-access.ts";
import type { BenchStack } from "./load-bench-stack.ts";

/** A program as the role `program` of the playbook takes it. */
export interface AnsibleProgram {
  readonly version: string;
  /** Path on the controller. */
  readonly archive: string;
  readonly links: readonly string[];
}

export interface AnsibleInventoryOptions {
  readonly stack: BenchStack;
  readonly accesses: readonly NodeAccess[];
  readonly programs: Readonly<Record<string, AnsibleProgram>>;
}

/** The cluster as an inventory of Ansible's, in its JSON form: hosts, groups, and what both sides have to agree on. */
export function ansibleInventory({ stack, accesses, programs }: AnsibleInventoryOptions): object {
  const { cluster, folder } = stack;
  const group = (...names: readonly string[]) => ({ hosts: Object.fromEntries(names.map((name) => [name, {}])) });
  const { overlay, servers, depot } = cluster;
  return {
    all: {
      hosts: Object.fromEntries(accesses.map(({ name, address }) => [name, { underlay_address: address }])),
      children: {
        servers: group(...servers),
        first_server: group(...servers.slice(0, 1)),
        control: group(...(overlay.control === "headscale" ? [overlay.node] : [])),
        depot: group(depot),
      },
      vars: {
        // Addresses, users, keys and pinned host keys are in the ssh_config that Hearth's side uses too.
        ansible_ssh_common_args: `-F ${join(folder, "ssh_config")}`,
        login_user: cluster.nodes[0]?.ssh.user,
        datacenter: cluster.datacenter,
        domain: cluster.domain,
        ports: cluster.ports,
        users: cluster.users,
        job_users: stack.jobUsers,
        programs,
      },
    },
  };
}
