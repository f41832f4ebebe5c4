import { safe, type Step } from "./step.ts";

export interface HostsBlockOptions {
  /** Names the block, and so tells it from other blocks and from other people's lines. */
  readonly name: string;
  /** POSIX shell that prints the lines, and fails as long as one of them is not known. */
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
    values: { ...values, begin, end },
    verify: [
      `lines() { ${lines}\n}`,
      "wanted=$(lines)",
      `[ "$(sed -n "/^$begin$/,/^$end$/p" /etc/hosts | grep -v '^#')" = "$wanted" ]`,
    ].join("\n"),
    apply: [
      `lines() { ${lines}\n}`,
      'known() { wanted=$(lines) && [ -n "$wanted" ]; }',
      `wait_for ${limitSeconds} known`,
      'sed "/^$begin$/,/^$end$/d" /etc/hosts >/etc/hosts.hearth',
      String.raw`printf '%s\n' "$begin" "$wanted" "$end" >>/etc/hosts.hearth`,
      replace,
    ].join("\n"),
    undo: `sed "/^$begin$/,/^$end$/d" /etc/hosts >/etc/hosts.hearth\n${replace}`,
    effect: safe,
  };
}

const replace = "chmod 644 /etc/hosts.hearth\nmv -f /etc/hosts.hearth /etc/hosts";
