import { z } from "zod";
import { $ } from "zx";
import { version } from "@hearth/kernel/version.ts";
import { root } from "../paths.ts";
import { stackRecord } from "./stack-record.ts";

export const stampSchema = z.strictObject({
  version: z.string(),
  /** Of the checkout; absent if it was not one of git. */
  commit: z.string().optional(),
});

/** Which Hearth a stack was brought up with. */
export type VersionStamp = Readonly<z.infer<typeof stampSchema>>;

const record = stackRecord<VersionStamp>("version.json", stampSchema);

/** Undefined if no Hearth that leaves a stamp has brought the stack up yet. */
export const readStamp = record.read;
export const writeStamp = record.write;

/** This checkout's. */
export async function ownStamp(): Promise<VersionStamp> {
  const { exitCode, stdout } = await $({ cwd: root, quiet: true, nothrow: true })`git rev-parse HEAD`;
  return { version, ...(exitCode === 0 && { commit: stdout.trim() }) };
}

export const formatStamp = ({ version: number, commit }: VersionStamp): string =>
  commit === undefined ? number : `${number} (${commit.slice(0, 9)})`;
