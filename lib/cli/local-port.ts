import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { HearthError } from "@hearth/kernel/errors.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { freePort } from "../free-port.ts";

export interface PortWishes {
  /** From --port. */
  readonly asked?: number | undefined;
  /** What the service had here before. */
  readonly remembered?: number | undefined;
  /** The service's own port, the easiest to remember. */
  readonly own: number;
}

export interface ChosenPort {
  readonly port: number;
  /** Whether the next `hearth open` should use it again. */
  readonly remember: boolean;
  /** Why it is not the one from before. */
  readonly notice?: string;
  /** It was asked for and is not what was remembered: a person should know that it is from now on. */
  readonly isNew?: true;
}

/** The local port of a service: as asked, as before, its own, or any free one. Throws CONFIG_INVALID if the one asked for is taken. */
export async function choosePort(
  { asked, remembered, own }: PortWishes,
  isFree: (port: number) => Promise<boolean> = isFreeHere,
  anyPort: () => Promise<number> = freePort,
): Promise<ChosenPort> {
  if (asked !== undefined) {
    if (await isFree(asked)) return { port: asked, remember: true, ...(asked !== remembered && { isNew: true }) };
    throw portTaken(asked, "--port", "hearth open");
  }
  if (remembered !== undefined) {
    if (await isFree(remembered)) return { port: remembered, remember: true };
    const notice = `port ${remembered}, which it had before, is in use, perhaps by another hearth open`;
    return { port: await anyPort(), remember: false, notice };
  }
  return { port: (await isFree(own)) ? own : await anyPort(), remember: true };
}

/** A port of this computer that the option named, and that may be in use by another run of the command. */
export const portTaken = (port: number, option: string, command: string): HearthError =>
  new HearthError({
    code: "PORT_TAKEN",
    message: `another program uses port ${port} of this computer`,
    hint: `Name another with ${option}, or end that program; it may be another \`${command}\`.`,
  });

export function isFreeHere(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

const portsFile = (stackFolder: string): string => join(stackFolder, "local-ports.json");

/** The local ports of a stack's services, as they were last opened. */
export function rememberedPorts(stackFolder: string): Readonly<Record<string, number>> {
  const file = portsFile(stackFolder);
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, number>;
  } catch {
    return {};
  }
}

export function rememberPort(stackFolder: string, service: string, port: number): void {
  const ports = { ...rememberedPorts(stackFolder), [service]: port };
  replaceFile(portsFile(stackFolder), `${JSON.stringify(ports, undefined, 2)}\n`);
}
