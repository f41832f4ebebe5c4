import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { HearthError } from "@hearth/kernel/errors.ts";
import { makeContext, print } from "../context.ts";

interface EnrolOptions {
  readonly key?: string;
  readonly user: string;
  readonly name?: string;
}

/** `hearth node enrol`. */
export function registerNodeEnrol(program: Command, node: Command, signal: AbortSignal): void {
  node
    .command("enrol")
    .option("--key <file>", "your public key (default: ~/.ssh/id_ed25519.pub)")
    .option("--user <name>", "the account that is made for you on the machine", "hearth")
    .option("--name <name>", "the host name that the machine gets; by default it keeps its own")
    .description("print a script that lets Hearth take in a fresh machine, to be run there as root")
    .addHelpText(
      "after",
      "\nCarry it there, for instance on a USB stick, and run `sh enrol.sh` on the machine's console. It prints the `hearth node add` to\ntype here, with the fingerprint of the machine's host key. `sh enrol.sh --undo` takes it back.\n\nExample:\n  hearth node enrol --name n4 >enrol.sh",
    )
    .action((options: EnrolOptions) => {
      const context = makeContext(program.opts(), signal);
      const script = enrolScript({ ...options, key: readKey(options.key) });
      print(context, { json: { script }, text: script.trimEnd() });
    });
}

const usualKeys = ["id_ed25519.pub", "id_ecdsa.pub", "id_rsa.pub"];

function readKey(file: string | undefined): string {
  const candidates = file === undefined ? usualKeys.map((name) => join(homedir(), ".ssh", name)) : [file];
  const found = candidates.find((candidate) => existsSync(candidate));
  const text = found === undefined ? "" : readFileSync(found, "utf8").trim();
  if (isPublicKey(text)) return text;
  throw new HearthError({
    code: "STATE_MISSING",
    message:
      found === undefined ? `there is no public key at ${candidates.join(" or ")}` : `${found} holds no public key`,
    hint: "Name the file with `--key FILE`, or make a key with `ssh-keygen -t ed25519`.",
  });
}

/** One line, and nothing in it that a shell would read. */
const isPublicKey = (text: string): boolean =>
  /^(ssh-|ecdsa-|sk-)[a-z0-9@.-]+ [A-Za-z0-9+/=]+( [^"'`$\\\n]*)?$/.test(text);

const script = readFileSync(join(import.meta.dirname, "enrol.sh"), "utf8");

/** The file with its defaults filled in, so that it runs without arguments. Pure. */
export function enrolScript({
  key,
  user,
  name = "",
}: Required<Pick<EnrolOptions, "key" | "user">> & EnrolOptions): string {
  const filled = { user, name, key };
  return Object.entries(filled).reduce((text, [word, value]) => {
    if (/[^a-zA-Z0-9@.+/= _:-]/.test(value)) throw refused(word, value);
    return text.replace(new RegExp(`^${word}=.*$`, "m"), `${word}='${value}'`);
  }, script);
}

const refused = (word: string, value: string): HearthError =>
  new HearthError({
    code: "CONFIG_INVALID",
    message: `this ${word} holds characters that a script cannot be trusted with: ${JSON.stringify(value)}`,
    hint: "Use letters, digits, spaces and @ . + / = _ : - only; for a key, change its comment.",
  });
