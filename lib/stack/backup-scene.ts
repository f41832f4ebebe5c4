import { existsSync } from "node:fs";
import { join } from "node:path";
import type { BackupScene } from "../backup/backup-plan.ts";
import { workloadOf } from "../jobs/load-definitions.ts";
import { root } from "../paths.ts";
import { roleBackups } from "../plan/build-plan.ts";
import type { Stack } from "./load-stack.ts";
import { stackFiles } from "./stack-files.ts";

/** What of a stack is backed up, and where. */
export const backupSceneOf = ({ cluster, roles, jobs }: Stack): BackupScene => ({
  cluster,
  sources: [...(workloadOf(jobs, cluster, []).backups ?? []), ...roleBackups(roles, cluster)],
  jobs,
});

/** Everything of a stack on this computer that another controller needs: its settings, keys, state, and the home's own models. */
export const controllerPaths = ({ name, inventoryFile }: Stack): readonly string[] => [
  ...stackFiles(name),
  inventoryFile,
  ...["models.local.yaml", "models.local.facts.json"]
    .map((file) => join(root, "stacks", file))
    .filter((path) => existsSync(path)),
];
