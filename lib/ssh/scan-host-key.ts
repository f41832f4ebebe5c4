import { spawn } from "node:child_process";
import { HearthError } from "@hearth/kernel/errors.ts";

export interface ScanOptions {
  readonly signal: AbortSignal;
  /** `ssh-keyscan` except in tests. */
  readonly program?: string;
}

/** In the order in which we like them. */
const keyTypes = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"];

/**
 * The public host key that answers at an address: what the network claims, until somebody has compared it with the machine. Throws
 * NODE_UNREACHABLE.
 */
export async function scanHostKey(address: string, port: number, { signal, program }: ScanOptions): Promise<string> {
  const child = spawn(program ?? "ssh-keyscan", ["-T", "8", "-p", String(port), "-t", "ed25519,ecdsa,rsa", address], {
    signal,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  await new Promise<void>((resolve) => {
    child.on("error", () => resolve());
    child.on("close", () => resolve());
  });
  signal.throwIfAborted();
  const key = bestKey(output);
  if (key !== undefined) return key;
  throw new HearthError({
    code: "NODE_UNREACHABLE",
    at: address,
    message: `no SSH server answers at ${address}, port ${port}`,
    hint: "Check that the machine is on, that its SSH server runs (`systemctl status ssh`), and the port.",
  });
}

/** Of lines `ADDRESS TYPE BASE64`. */
export function bestKey(output: string): string | undefined {
  const keys = output
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .flatMap((line) => {
      const [, type = "", blob = ""] = line.trim().split(" ");
      return keyTypes.includes(type) && blob !== "" ? `${type} ${blob}` : [];
    });
  return keyTypes.flatMap((type) => keys.find((key) => key.startsWith(`${type} `)) ?? [])[0];
}
