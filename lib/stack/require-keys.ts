import { existsSync } from "node:fs";
import { relative } from "node:path";
import { HearthError } from "@hearth/kernel/errors.ts";
import { root } from "../paths.ts";
import { readStackConfig, stackConfigFile } from "./load-stack.ts";
import { readCheckpoint } from "./pulumi/read-checkpoint.ts";
import { passphraseFile } from "./pulumi/stack-environment.ts";

/** Which of the parts that belong together a stack has. */
export interface StackParts {
  /** Pulumi's state holds machines or jobs. */
  readonly made: boolean;
  readonly passphrase: boolean;
  readonly secrets: boolean;
}

/**
 * Throws STATE_MISSING if a part is lost that the others depend on. Making a new one would give a running cluster keys that its
 * machines do not know, and lose the old ones.
 */
export function requireKeys(stack: string): void {
  const lost = lostPart({
    made: readCheckpoint(stack).names.size > 0,
    passphrase: existsSync(passphraseFile(stack)),
    secrets: "hearth:secrets" in readStackConfig(stack),
  });
  if (lost === undefined) return;
  const file = relative(root, lost === "passphrase" ? passphraseFile(stack) : stackConfigFile(stack));
  throw new HearthError({
    code: "STATE_MISSING",
    at: file,
    message: `is missing; it holds the ${lost} of this existing stack`,
    hint: "Restore the file from a backup; nothing was changed.",
  });
}

/** The lost part; undefined if all parts exist, or none was made yet. */
export function lostPart({ made, passphrase, secrets }: StackParts): "passphrase" | "secrets" | undefined {
  if (!passphrase && (made || secrets)) return "passphrase";
  return made && !secrets ? "secrets" : undefined;
}
