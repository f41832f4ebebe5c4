import type { Cluster } from "../config/derive/cluster.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { isKept, type BackupSource, type VolumeBackup } from "../plan/kept-data.ts";

/** What there is to back up, beside the folders of jobs and roles. */
export const ownSources = ["consul", "controller"] as const;

/** The parts of a stack that say what is backed up where. */
export interface BackupScene {
  readonly cluster: Cluster;
  readonly sources: readonly BackupSource[];
  /** Volumes that another job keeps copies of. */
  readonly jobs: readonly { readonly name: string; readonly backup?: VolumeBackup }[];
}

/** Nodes, each with the sources that were asked for; all of them for no words. */
export type BackupChoice = ReadonlyMap<string, readonly string[]>;

/** Throws CONFIG_INVALID for a stack without a backup. */
export function requireBackup({ cluster }: Pick<BackupScene, "cluster">): void {
  if (cluster.backup !== undefined) return;
  throw new HearthError({
    code: "CONFIG_INVALID",
    at: "backup",
    message: "the inventory has no section `backup`, so there is no backup",
    hint: "Say where backups go, as in docs/how-to/back-up.md, and run `hearth up`.",
  });
}

/** What a node backs up, by name. */
export const sourcesOn = ({ cluster, sources }: BackupScene, node: string): readonly string[] => [
  ...sources.filter(({ nodes }) => nodes.includes(node)).map(({ name }) => name),
  ...(cluster.servers.includes(node) ? ownSources : []),
];

/** All names that a command about backups knows. */
export const backupNames = (scene: BackupScene): readonly string[] => [
  ...new Set([...scene.cluster.nodes.map(({ name }) => name), ...scene.sources.map(({ name }) => name), ...ownSources]),
];

/** What a person asked for: nodes, jobs and roles by name, or nothing for all. Undefined if one of them is unknown. */
export function chooseBackups(scene: BackupScene, words: readonly string[]): BackupChoice {
  const { cluster } = scene;
  const nodes = cluster.nodes.map(({ name }) => name);
  const asked = words.filter((word) => word !== "all");
  const pairs = nodes.map((node) => {
    const own = sourcesOn(scene, node);
    return [
      node,
      asked.length === 0 || asked.includes(node) ? own : own.filter((name) => asked.includes(name)),
    ] as const;
  });
  return new Map(pairs.filter(([, sources]) => sources.length > 0));
}

/** Where a job's data are kept that this backup leaves to another; undefined if it does not. */
export function keptElsewhere({ jobs }: BackupScene, name: string): string | undefined {
  const backup = jobs.find((job) => job.name === name)?.backup;
  return backup === undefined || isKept(backup) ? undefined : backup.keptBy;
}
