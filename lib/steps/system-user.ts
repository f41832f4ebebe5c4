import { safe, type Step } from "./step.ts";

export interface SystemUserOptions {
  readonly name: string;
  readonly home: string;
}

/** An unprivileged account that a service runs as: no password, no shell, its own group. */
export function systemUser({ name, home }: SystemUserOptions): Step {
  return {
    id: `user ${name}`,
    values: { name, home },
    verify: '[ "$(getent passwd "$name" | cut -d: -f6,7)" = "$home:/usr/sbin/nologin" ]',
    apply: 'make_account "$name" --system --user-group --home-dir "$home" --no-create-home --shell /usr/sbin/nologin',
    undo: 'remove_account "$name"',
    effect: safe,
  };
}
