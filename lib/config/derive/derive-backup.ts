import { defined } from "@hearth/kernel/defined.ts";
import type { BackupSection } from "../shape/backup-section.ts";
import type { Backup } from "./cluster.ts";

/** The section with its defaults. */
export function deriveBackup(written: BackupSection): Backup {
  const { node, folder, repository, environment = {}, sshKey, hostKey, appendOnly = false, keep = {} } = written;
  return {
    place:
      node !== undefined && folder !== undefined
        ? { kind: "node", node, folder: folder.replace(/\/+$/, "") }
        : {
            kind: "repository",
            url: (repository ?? "").replace(/\/+$/, ""),
            environment,
            ...defined({ sshKey, hostKey: hostKey?.trim() }),
          },
    appendOnly: appendOnly || node !== undefined,
    at: written.at ?? "03:30",
    keep: { daily: keep.daily ?? 7, weekly: keep.weekly ?? 5, monthly: keep.monthly ?? 12 },
    drill: written.drill ?? "weekly",
  };
}
