import { z } from "zod";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { file } from "../lib/steps/file.ts";
import { service } from "../lib/steps/service.ts";
import { stepScript } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import { sysctl } from "../lib/steps/sysctl.ts";
import { systemdUnit } from "../lib/steps/systemd-unit.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";

/** Protocols and file systems that no home machine uses, and that had holes for anybody who makes the kernel load them. */
const modules = ["dccp", "sctp", "rds", "tipc", "cramfs", "freevxfs", "hfs", "hfsplus", "jffs2", "firewire-core"];

const on = (description: string) => z.boolean().default(true).meta({ description });

export const role = defineRole({
  name: "hardening",
  about: "Closes what a machine of a home leaves open by default.",
  options: z.strictObject({
    network: on(
      "Believes no redirects and no source routes, on any interface: a neighbour could divert traffic with them.",
    ),
    kernel: on(
      "Hides the kernel's addresses and log, and restricts debugging of others' processes: exploits start there.",
    ),
    modules: on(
      "Loads no rare protocols and file systems (dccp, sctp, hfs and the like): the kernel would load them on demand.",
    ),
    coreDumps: on("Writes no core dumps: they hold passwords and keys that a program had in memory."),
    accounts: on("New files are closed to other accounts (umask 027), and new passwords cost more to guess."),
    banners: on("Greets with a notice instead of the release: what runs here is nobody's information before login."),
    cron: on("Lets only root read the tables of cron: they tell when root runs what."),
    sharedMemory: on("Runs no programs from shared memory (/dev/shm): everybody may write there."),
  }),
  needs: [onNode("ssh")],
  steps: ({ options }) => [
    ...(options.network ? [sysctl("interfaces", renderTemplate("hardening/network.conf"))] : []),
    ...(options.kernel ? [sysctl("kernel", renderTemplate("hardening/kernel.conf"))] : []),
    ...(options.modules
      ? [
          file({
            path: "/etc/modprobe.d/60-hearth.conf",
            content: renderTemplate("hardening/modules.conf", { modules }),
          }),
        ]
      : []),
    ...(options.coreDumps
      ? [
          file({ path: "/etc/security/limits.d/60-hearth.conf", content: renderTemplate("hardening/limits.conf") }),
          file({
            path: "/etc/systemd/coredump.conf.d/60-hearth.conf",
            content: renderTemplate("hardening/coredump.conf"),
          }),
          // For services that start after the next boot; the limits above are for logins.
          file({
            path: "/etc/systemd/system.conf.d/60-hearth.conf",
            content: renderTemplate("hardening/manager.conf"),
          }),
        ]
      : []),
    ...(options.accounts
      ? [
          shell({
            id: "login.defs",
            values: {
              path: "/etc/login.defs",
              wanted: renderTemplate("hardening/login.defs").trim(),
            },
            ...stepScript(import.meta.dirname, "hardening-login-defs.sh"),
          }),
        ]
      : []),
    ...(options.banners
      ? ["/etc/issue", "/etc/issue.net"].map((path) => file({ path, content: renderTemplate("hardening/issue") }))
      : []),
    ...(options.cron
      ? [
          shell({
            id: "tables of cron",
            values: {
              folders: ["", ".hourly", ".daily", ".weekly", ".monthly"]
                .map((end) => `/etc/cron${end || ".d"}`)
                .join(" "),
            },
            ...stepScript(import.meta.dirname, "hardening-cron.sh"),
          }),
        ]
      : []),
    ...(options.sharedMemory
      ? [
          systemdUnit("hearth-mounts.service", renderTemplate("hardening/hearth-mounts.service")),
          service({ name: "hearth-mounts", watches: ["/etc/systemd/system/hearth-mounts.service"] }),
        ]
      : []),
    shell({ id: "former keys in homes", ...stepScript(import.meta.dirname, "hardening-former-keys.sh") }),
  ],
});
