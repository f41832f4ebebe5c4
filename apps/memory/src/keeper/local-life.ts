import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { replaceFile } from "@hearth/kernel/replace-file.ts";

const schema = z.strictObject({ life: z.int().min(1) });

const fileOf = (database: string): string => join(dirname(database), "life.json");

/** The life that the local database belongs to; undefined if it has none. */
export function readLocalLife(database: string): number | undefined {
  const file = fileOf(database);
  if (!existsSync(file) || !existsSync(database)) return undefined;
  return schema.parse(JSON.parse(readFileSync(file, "utf8"))).life;
}

export function writeLocalLife(database: string, life: number): void {
  replaceFile(fileOf(database), JSON.stringify({ life }));
}
