/** Something that must be true of data that a program can start from. Paths are relative to the data's folder. */
export type DataCheck =
  /** The file is there and not empty. */
  | { readonly has: string }
  /** The file is JSON. */
  | { readonly json: string }
  /** The file, if it is there, holds this text in its first 64 bytes. */
  | { readonly starts: string; readonly text: string };

/** Data that belong into the backup. */
export interface KeptData {
  /** SQLite databases, which SQLite itself copies while the program runs, and whose copies have to be sound. */
  readonly databases?: readonly string[];
  /** What is made again, such as caches: patterns of restic. */
  readonly leaveOut?: readonly string[];
  /** What makes a copy good, beside its databases. */
  readonly check: readonly DataCheck[];
}

/** What becomes of a job's volume in a backup. */
export type VolumeBackup =
  | KeptData
  /** Another job keeps copies of it. */
  | { readonly keptBy: string };

/** What a role keeps on a node, in a folder that one service writes. */
export interface RoleData extends KeptData {
  readonly folder: string;
  /** The account that it belongs to. */
  readonly owner: string;
  /** The unit of systemd, without `.service`, that is stopped while a copy takes the folder's place. */
  readonly service: string;
}

/** A folder in the backup. */
export interface BackupSource extends KeptData {
  /** Of the job or role; its name in every command about backups. */
  readonly name: string;
  readonly folder: string;
  readonly owner: string;
  /** Of a role; a job is stopped through Nomad. */
  readonly service?: string;
  /** Ids of the Nomad jobs that write the folder; empty for a role's. */
  readonly jobs: readonly string[];
  /** Where it may be; a job that moves leaves its folder behind. */
  readonly nodes: readonly string[];
}

export const isKept = (backup: VolumeBackup | undefined): backup is KeptData =>
  backup !== undefined && !("keptBy" in backup);

/** A folder's declaration as the script on the node reads it, a word and its values on each line. */
export const sourceLines = ({
  folder,
  owner,
  databases = [],
  leaveOut = [],
  check,
}: BackupSource): readonly string[] => [
  `folder ${folder}`,
  `owner ${owner}`,
  ...databases.map((path) => `database ${path}`),
  ...leaveOut.map((pattern) => `leave-out ${pattern}`),
  ...check.map((one) =>
    "has" in one ? `has ${one.has}` : "json" in one ? `json ${one.json}` : `starts ${one.starts} ${one.text}`,
  ),
];
