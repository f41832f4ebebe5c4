import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { debianProgram } from "./debian-program.ts";

/** Prometheus' own tool. Throws where it cannot be had. */
export const promtool = (): Promise<string> => debianProgram("prometheus", "promtool");

/** What `promtool check metrics` finds wrong with a page of metrics; empty where it is right. */
export async function faultsOfMetrics(page: string): Promise<string> {
  const check = spawn(await promtool(), ["check", "metrics"], { stdio: ["pipe", "pipe", "pipe"] });
  check.stdin.end(page);
  return (await Promise.all([text(check.stdout), text(check.stderr)])).join("");
}
