import { join } from "node:path";
import { startProgram } from "../peers/start-program.ts";

export interface Upstream {
  readonly port: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface UpstreamOptions {
  readonly folder: string;
  readonly name: string;
  readonly signal: AbortSignal;
  /** How long it thinks before it answers. */
  readonly slowMs?: number;
}

/** The expert that all servers of the comparison ask, in a process of its own. */
export async function startUpstream({ folder, name, signal, slowMs = 0 }: UpstreamOptions): Promise<Upstream> {
  const script = join(import.meta.dirname, "..", "servers", "instant-upstream.ts");
  const command = [process.execPath, script, "--slow", String(slowMs)] as const;
  const program = startProgram({ command, folder, name, signal });
  return { port: Number(await program.firstLine), stop: (signal) => program.stop(signal) };
}
