import { z } from "zod";
import { timeZone } from "../lib/config/shape/fields.ts";
import { defineRole } from "../lib/plan/role.ts";
import { file } from "../lib/steps/file.ts";
import { packages } from "../lib/steps/packages.ts";
import { stepScript } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import { sysctl } from "../lib/steps/sysctl.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";

export const role = defineRole({
  name: "base",
  about: "Has the tools that other roles need, a time zone, and logs that cannot fill the disk.",
  options: z.strictObject({
    timezone: timeZone.default("Etc/UTC").meta({ description: "Name of a time zone, as under /usr/share/zoneinfo." }),
    journalSize: z
      .string()
      .regex(/^\d+[KMG]$/, "is not a size; write one such as 500M")
      .default("500M")
      .meta({ description: "How much disk the journal may use, in journald.conf's notation." }),
  }),
  needs: [],
  steps: ({ options }) => [
    packages("ca-certificates", "curl", "nftables", "tzdata", "logrotate"),
    shell({
      id: `timezone ${options.timezone}`,
      values: { zone: `/usr/share/zoneinfo/${options.timezone}` },
      ...stepScript(import.meta.dirname, "base-timezone.sh"),
    }),
    sysctl("network", renderTemplate("base/sysctl.conf")),
    file({
      path: "/etc/logrotate.d/hearth",
      content: renderTemplate("base/logrotate.conf"),
    }),
    file({
      path: "/etc/systemd/journald.conf.d/60-hearth.conf",
      content: renderTemplate("base/journald.conf", { journalSize: options.journalSize }),
    }),
    shell({
      id: "journal limit",
      values: { stamp: "/var/lib/hearth/started/journald", path: "/etc/systemd/journald.conf.d/60-hearth.conf" },
      ...stepScript(import.meta.dirname, "base-journal.sh"),
      effect: { kind: "restarts", service: "systemd-journald" },
    }),
  ],
});
