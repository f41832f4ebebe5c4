import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

/** Runs until its signal is aborted and then for as long as `restMs`. */
const program = (restMs: number, more = ""): ChildProcess =>
  spawn(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `const { interruptSignal } = await import(${JSON.stringify(new URL("interrupt-signal.ts", import.meta.url).href)});
       const signal = interruptSignal({ hint: "Again.", notice: "stopping"${more} });
       const running = setInterval(() => undefined, 1_000);
       signal.addEventListener("abort", () => {
         process.stdout.write(signal.reason.format() + "\\n");
         setTimeout(() => clearInterval(running), ${restMs});
       });
       process.stdout.write("ready\\n");`,
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );

async function signalled(child: ChildProcess, names: readonly NodeJS.Signals[]): Promise<readonly unknown[]> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new TypeError("no output");
  const said = text(stderr);
  let heard = "";
  const closed = once(child, "close");
  for (const name of names) {
    await once(
      stdout.on("data", () => undefined),
      "data",
    ).then(([chunk]) => (heard += String(chunk)));
    child.kill(name);
  }
  stdout.on("data", (chunk) => (heard += String(chunk)));
  const [code, killedBy] = (await closed) as [number | null, string | null];
  return [code, killedBy, heard, await said];
}

const interrupted = (name: string): string =>
  `ready\nerror INTERRUPTED: ended by ${name}\n  Again.\n  More: docs/errors.md#interrupted\n`;

test.each(["SIGINT", "SIGTERM"] as const)("%s aborts, and work may end in order", async (name) => {
  expect(await signalled(program(0), [name])).toEqual([0, null, interrupted(name), "stopping"]);
});

test("the same signal a second time ends the process at once", async () => {
  expect(await signalled(program(60_000), ["SIGINT", "SIGINT"])).toEqual([
    130,
    null,
    interrupted("SIGINT"),
    "stopping",
  ]);
});

test("a command that only reads ends at the first signal, silently, after what it started was ended", async () => {
  const [code, killedBy, heard, said] = await signalled(program(60_000, ", readerExit: () => 7"), ["SIGINT"]);
  expect({ code, killedBy, said }).toEqual({ code: 7, killedBy: null, said: "" });
  expect(heard).toBe(interrupted("SIGINT"));
});
