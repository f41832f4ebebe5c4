import { stepScript } from "./shell-file.ts";
import { safe, type Step } from "./step.ts";

const script = stepScript(import.meta.dirname, "hosts-block.sh");

export interface HostsBlockOptions {
  /** Names the block, and so tells it from other blocks and from other people's lines. */
  readonly name: string;
  /** A function `lines` of POSIX shell that prints the lines, and fails as long as one of them is not known. */
  readonly lines: string;
  readonly values: Readonly<Record<string, string>>;
  /** How long apply waits for `lines`. */
  readonly limitSeconds: number;
}

/** Lines of /etc/hosts that are ours, between two marks. What they say is found out on the node. */
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
