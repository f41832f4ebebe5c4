import { existsSync } from "node:fs";
import { relative } from "node:path";
import { HearthError } from "@hearth/kernel/errors.ts";
import { root } from "../paths.ts";
import { readStackConfig, stackConfigFile } from "./load-stack.ts";
import { readCheckpoint } from "./pulumi/read-checkpoint.ts";
import { passphraseFile } from "./pulumi/stack-environment.ts";

/** What a stack has, of the things that belong together. */
export interface StackParts {
  /** Pulumi knows of machines or jobs. */
  readonly made: boolean;
  readonly passphrase: boolean;
  readonly secrets: boolean;
}

/**
 * Throws STATE_MISSING where a part is lost that the others are of no use without. To make a new one in its place would give the
 * machines of a running cluster other keys than they know, and forget the old ones.
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
    message: `is missing, which holds the ${lost} of a stack that is there`,
    hint: "Put the file back from a backup; nothing was changed.",
  });
}

/** The lost part, or undefined where nothing is lost: all is there, or nothing was made yet. */
export function lostPart({ made, passphrase, secrets }: StackParts): "passphrase" | "secrets" | undefined {
  if (!passphrase && (made || secrets)) return "passphrase";
  return made && !secrets ? "secrets" : undefined;
}
