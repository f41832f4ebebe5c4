import { dirname, join } from "node:path";
import { messageOf, HearthError } from "@hearth/kernel/errors.ts";
import { countParts } from "../../stack/pulumi/parts.ts";
import { stackCommand } from "../../stack-command.ts";
import type { Finding } from "./finding.ts";

/** What was read of the controller. */
export interface ControllerFacts {
  readonly freeCacheBytes: number;
  readonly freeMemoryBytes: number;
  /** Folders that this user cannot write to. */
  readonly unwritable: readonly string[];
  /** Programs of the toolchain that are missing or damaged. */
  readonly missingTools: readonly string[];
  /** Where a shell finds `hearth`; undefined if it does not. */
  readonly onPath: string | undefined;
  readonly launcher: string;
  readonly isRoot: boolean;
  readonly hasDocker: boolean;
}

const gibibyte = 2 ** 30;
const gib = (bytes: number): string => `${(bytes / gibibyte).toFixed(1)} GiB`;

/** Below this, building the toolchain or packing a model fails. */
const wantedDiskBytes = 5 * gibibyte;
const wantedMemoryBytes = 2 * gibibyte;

export function examineController(facts: ControllerFacts): readonly Finding[] {
  const { freeCacheBytes, freeMemoryBytes, unwritable, missingTools, onPath, launcher } = facts;
  return [
    judge("disk of the cache", freeCacheBytes >= wantedDiskBytes, {
      found: `${gib(freeCacheBytes)} free`,
      state: "warning",
      todo: "Free some with `hearth tools prune`, or move the cache with HEARTH_CACHE.",
    }),
    judge("memory of this computer", freeMemoryBytes >= wantedMemoryBytes, {
      found: `${gib(freeMemoryBytes)} free`,
      state: "warning",
      todo: "A lab needs more: end other programs, or use fewer nodes.",
    }),
    judge("files", unwritable.length === 0, {
      found: unwritable.length === 0 ? "can be written" : unwritable.join(", "),
      state: "error",
      todo: 'This user may not write there. If an earlier run was root\'s: `sudo chown -R "$USER" .hearth ~/.cache/hearth`.',
    }),
    judge("programs", missingTools.length === 0, {
      found: missingTools.length === 0 ? "all are there" : `not there: ${missingTools.join(", ")}`,
      state: "warning",
      todo: "`hearth up` installs them; so does `hearth tools install`.",
    }),
    judge("hearth on the PATH", onPath !== undefined, {
      found: onPath ?? "no",
      state: "warning",
      todo: `Run ${join(dirname(launcher), "bootstrap.sh")} link, which makes ~/.local/bin/hearth.`,
    }),
  ];
}

export const examineDocker = ({ hasDocker, isRoot }: ControllerFacts): Finding =>
  judge("Docker, for the lab", hasDocker || isRoot, {
    found: hasDocker ? "answers" : "none runs; Hearth starts its own",
    state: "error",
    todo: "Start Docker, or run Hearth as root, which can start one.",
  });

function judge(what: string, isWell: boolean, { state, found, todo }: Required<Omit<Finding, "what">>): Finding {
  return isWell ? { what, state: "ok", found } : { what, state, found, todo };
}

/** An error of a later look at the stack, as a finding. */
export const failed = (what: string, thrown: unknown): Finding => ({
  what,
  state: "error",
  found:
    thrown instanceof HearthError && thrown.at !== undefined ? `${thrown.at}: ${thrown.message}` : messageOf(thrown),
  ...(thrown instanceof HearthError && { todo: thrown.hint }),
});

export interface StackFacts {
  readonly stack: string;
  readonly hasSecrets: boolean;
  readonly hasPassphrase: boolean;
  /** How many parts exist. */
  readonly made: number;
}

export function examineStack({ stack, hasSecrets, hasPassphrase, made }: StackFacts): readonly Finding[] {
  if (hasSecrets && !hasPassphrase) {
    return [
      {
        what: "secrets",
        state: "error",
        found: "there, but the passphrase that opens them is missing",
        todo: `Put your copy of it back at .hearth/${stack}/passphrase.`,
      },
    ];
  }
  return [
    judge("secrets", hasSecrets, {
      found: hasSecrets ? "there" : "not made yet",
      state: "warning",
      todo: `Make them with \`${stackCommand(stack, "init")}\`; \`up\` makes them too.`,
    }),
    judge("cluster", made > 0, {
      found: made > 0 ? `${countParts(made)} exist` : "not made yet",
      state: "warning",
      todo: `See what would be made with \`${stackCommand(stack, "preview")}\`, then run \`${stackCommand(stack, "up")}\`.`,
    }),
  ];
}
