import { stepScript } from "./shell-file.ts";
import { safe, type Step } from "./step.ts";

const script = stepScript(import.meta.dirname, "hosts-block.sh");

export interface HostsBlockOptions {
  /** Names the block, which distinguishes it from other blocks and other people's lines. */
  readonly name: string;
  /** A POSIX shell function `lines` that prints the lines, and fails while any of them is unknown. */
  readonly lines: string;
  readonly values: Readonly<Record<string, string>>;
  /** How long apply waits for `lines`. */
  readonly limitSeconds: number;
}

/** Our lines in /etc/hosts, between two marks. Their content is determined on the node. */
export function hostsBlock({ name, lines, values, limitSeconds }: HostsBlockOptions): Step {
  const [begin, end] = [`# hearth: ${name} begins`, `# hearth: ${name} ends`];
  return {
    id: `hosts ${name}`,
    values: { ...values, begin, end, limit: String(limitSeconds) },
    ...script,
    verify: `${lines}\n${script.verify}`,
    apply: `${lines}\n${script.apply}`,
    effect: safe,
  };
}
