import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { $ } from "zx";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { version } from "@hearth/kernel/version.ts";
import { root } from "../paths.ts";

const schema = z.strictObject({
  version: z.string(),
  /** Of the checkout; absent if it was not one of git. */
  commit: z.string().optional(),
});

/** Which Hearth a stack was brought up with. */
export type VersionStamp = Readonly<z.infer<typeof schema>>;

const fileOf = (stackFolder: string): string => join(stackFolder, "version.json");

/** Undefined if no Hearth that leaves a stamp has brought the stack up yet. */
export function readStamp(stackFolder: string): VersionStamp | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(fileOf(stackFolder), "utf8")));
  } catch {
    return undefined;
  }
}

export const writeStamp = (stackFolder: string, stamp: VersionStamp): void =>
  replaceFile(fileOf(stackFolder), `${JSON.stringify(stamp)}\n`);

/** This checkout's. */
export async function ownStamp(): Promise<VersionStamp> {
  const { exitCode, stdout } = await $({ cwd: root, quiet: true, nothrow: true })`git rev-parse HEAD`;
  return { version, ...(exitCode === 0 && { commit: stdout.trim() }) };
}

export const formatStamp = ({ version: number, commit }: VersionStamp): string =>
  commit === undefined ? number : `${number} (${commit.slice(0, 9)})`;
