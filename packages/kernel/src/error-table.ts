/** Exit codes are stable: scripts may rely on them. 0 is success, 130 is Ctrl-C, 64 is bad usage of the command line. */
export const exitCodes = {
  success: 0,
  failed: 1,
  /** The state differs from what was expected: drift, an unhealthy cluster, unexpected changes. */
  differs: 2,
  usage: 64,
  invalidConfiguration: 78,
  interrupted: 130,
} as const;

interface ErrorRow {
  readonly exitCode: number;
  /** One sentence for docs/errors.md: when this error occurs. */
  readonly about: string;
}

/** Every error code. docs/errors.md lists the same codes; a test keeps them in sync. */
export const errorTable = {
  CONFIG_INVALID: {
    exitCode: exitCodes.invalidConfiguration,
    about: "The inventory or the models file breaks a rule. Each finding names its line.",
  },
  CONFIG_UNREADABLE: {
    exitCode: exitCodes.invalidConfiguration,
    about: "A configuration file is missing, is not YAML, or is too large.",
  },
  PLAN_CYCLE: { exitCode: exitCodes.failed, about: "Roles or jobs wait for each other in a circle." },
  DEFINITION_INVALID: {
    exitCode: exitCodes.failed,
    about: "A role, a job, or one of their templates or files has a mistake.",
  },
  WAIT_TIMEOUT: { exitCode: exitCodes.failed, about: "Something did not become ready within its time limit." },
  COMMAND_FAILED: { exitCode: exitCodes.failed, about: "A program that Hearth ran failed." },
  NODE_UNREACHABLE: { exitCode: exitCodes.failed, about: "A machine does not answer over SSH." },
  NODE_MOVED: { exitCode: exitCodes.failed, about: "A machine has another address than the one in the inventory." },
  LOGIN_REFUSED: { exitCode: exitCodes.failed, about: "A machine answers over SSH but refuses the login." },
  SUDO_REFUSED: {
    exitCode: exitCodes.failed,
    about: "sudo on a machine asks for a password that Hearth does not have, or refuses the one that it has.",
  },
  HOST_KEY_MISMATCH: { exitCode: exitCodes.failed, about: "A machine's SSH host key is not the pinned one." },
  PREFLIGHT_FAILED: { exitCode: exitCodes.failed, about: "A check on a machine failed before anything was changed." },
  UNIT_FAILED: { exitCode: exitCodes.failed, about: "A step of a role failed on a node." },
  DRIFT_FOUND: {
    exitCode: exitCodes.differs,
    about: "The cluster is not in the state that the configuration describes.",
  },
  CHANGES_FOUND: { exitCode: exitCodes.differs, about: "A preview shows changes where none were expected." },
  UNHEALTHY: { exitCode: exitCodes.differs, about: "A node or a job is not healthy." },
  STATE_MISSING: { exitCode: exitCodes.failed, about: "The stack was not initialised, or its lab is not up." },
  TOOL_UNAVAILABLE: { exitCode: exitCodes.failed, about: "No source of a program answered." },
  CHECKSUM_MISMATCH: {
    exitCode: exitCodes.failed,
    about: "A download does not have the pinned checksum; nothing was installed.",
  },
  MODEL_UNKNOWN: { exitCode: exitCodes.failed, about: "There is no model with this name." },
  MODEL_TAKEN: { exitCode: exitCodes.failed, about: "There is already a model with this name." },
  MODEL_INVALID: {
    exitCode: exitCodes.failed,
    about: "A file is not a model that can be served, or its header contradicts its content.",
  },
  MODEL_UNAVAILABLE: { exitCode: exitCodes.failed, about: "No source of a model delivered its file." },
  MODEL_IN_USE: { exitCode: exitCodes.failed, about: "A model that should be removed is used by an inventory." },
  LICENCE_FORBIDS: {
    exitCode: exitCodes.failed,
    about: "A model's licence forbids what the cluster is used for.",
  },
  DISK_TOO_FULL: { exitCode: exitCodes.failed, about: "A model's file does not fit on this computer's disk." },
  BUNDLE_INVALID: {
    exitCode: exitCodes.failed,
    about: "A bundle of the toolchain is incomplete, damaged, or of another version of Hearth.",
  },
  ADVISORIES_FOUND: { exitCode: exitCodes.differs, about: "Published advisories affect pinned programs." },
  AUDIT_UNAVAILABLE: { exitCode: exitCodes.failed, about: "The database of advisories did not answer." },
  LAB_FAILED: { exitCode: exitCodes.failed, about: "The lab's nodes could not be made or started." },
  API_REFUSED: {
    exitCode: exitCodes.failed,
    about: "Nomad, Consul, the gateway or the memory service refused a request.",
  },
  JOB_INVALID: { exitCode: exitCodes.failed, about: "Nomad refused a job." },
  JOB_FAILED: { exitCode: exitCodes.failed, about: "A job did not become healthy." },
  KEY_UNKNOWN: { exitCode: exitCodes.failed, about: "There is no API key or MQTT user with this name." },
  KEY_TAKEN: { exitCode: exitCodes.failed, about: "There is already an API key or MQTT user with this name." },
  KEY_UNUSABLE: { exitCode: exitCodes.failed, about: "An API key or MQTT user cannot be changed in this way." },
  BACKUP_FAILED: {
    exitCode: exitCodes.failed,
    about: "A backup could not be made, read or restored; what was there before is unchanged.",
  },
  FILE_NOT_WRITTEN: { exitCode: exitCodes.failed, about: "A file that a command should write cannot be written." },
  FOLDER_UNSAFE: {
    exitCode: exitCodes.failed,
    about: "The folder of Hearth's sockets belongs to another user, or is open to others.",
  },
  PORT_TAKEN: { exitCode: exitCodes.failed, about: "Another program uses a port of this computer." },
  STACK_IN_USE: {
    exitCode: exitCodes.failed,
    about: "A stack that should be forgotten still has something on machines.",
  },
  QUORUM_AT_RISK: {
    exitCode: exitCodes.failed,
    about: "Without a machine, Nomad or Consul would have too few servers to decide anything.",
  },
  MAINTENANCE_UNFINISHED: {
    exitCode: exitCodes.failed,
    about: "Work on a machine was begun and not finished, and something else was asked for.",
  },
  UPGRADE_REFUSED: {
    exitCode: exitCodes.failed,
    about: "An upgrade must not begin as things are, and nothing was changed.",
  },
  NOT_CONFIRMED: { exitCode: exitCodes.usage, about: "Something was to be removed, and nobody confirmed it." },
  INTERNAL: { exitCode: exitCodes.failed, about: "Hearth met something that it did not expect: a bug." },
  INTERRUPTED: { exitCode: exitCodes.interrupted, about: "Ctrl-C or a signal ended the run." },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;
