import { stepScript } from "./shell-file.ts";
import { safe, type Step } from "./step.ts";

export interface SystemUserOptions {
  readonly name: string;
  readonly home: string;
  /** The number by which a container image knows the account. It is given to an account that is made, if nobody has it. */
  readonly uid?: number;
  /** Whether the account must have that number, also one that is there already. */
  readonly isNumbered?: boolean;
}

/** An unprivileged account that a service runs as: no password, no shell, its own group. */
export function systemUser({ name, home, uid, isNumbered = false }: SystemUserOptions): Step {
  const id = `user ${name}`;
  if (uid !== undefined && isNumbered) {
    const values = { name, home, uid: String(uid) };
    return { id, values, ...stepScript(import.meta.dirname, "numbered-user.sh"), effect: safe };
  }
  const place = '--home-dir "$home" --no-create-home --shell /usr/sbin/nologin';
  const make = `make_account "$name" --system --user-group ${place}`;
  const numbered = [
    'if getent passwd "$uid" >/dev/null || getent group "$uid" >/dev/null || getent group "$name" >/dev/null; then',
    `  ${make}`,
    "else",
    '  groupadd --gid "$uid" "$name"',
    `  make_account "$name" --uid "$uid" --gid "$uid" --system ${place}`,
    "fi",
  ].join("\n");
  return {
    id,
    values: { name, home, ...(uid !== undefined && { uid: String(uid) }) },
    verify: '[ "$(getent passwd "$name" | cut -d: -f6,7)" = "$home:/usr/sbin/nologin" ]',
    apply: uid === undefined ? make : numbered,
    undo: 'remove_account "$name"',
    effect: safe,
  };
}
