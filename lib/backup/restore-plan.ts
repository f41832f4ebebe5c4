import { HearthError } from "@hearth/kernel/errors.ts";
import type { BackupSource } from "../plan/kept-data.ts";
import type { BackupChoice, BackupScene } from "./backup-plan.ts";
import { copiesAt, type BackupCopy } from "./copies.ts";

/** One copy that takes the place of what is there. */
export interface Restore {
  readonly copy: BackupCopy;
  /** The folder; absent for Consul's keys. */
  readonly source?: BackupSource;
}

export interface RestoreRequest {
  readonly copies: readonly BackupCopy[];
  readonly choice: BackupChoice;
  readonly moment?: Date;
  /** The words of the person. A job or role among them must have a copy; what only a machine or `all` stands for need not. */
  readonly names?: readonly string[];
}

/** The order in which a house comes back: what others need first. */
const first = ["headscale", "consul"];

/**
 * What is restored: the newest copy of each chosen source that is not newer than the moment. The controller's own files are not among them:
 * whoever can run this has them. Throws BACKUP_FAILED where there is no copy.
 */
export function planRestore(
  { sources }: Pick<BackupScene, "sources">,
  { copies, choice, moment, names = [] }: RestoreRequest,
): readonly Restore[] {
  const asked = [...new Set([...choice.values()].flat())].filter((name) => name !== "controller");
  const found = copiesAt(copies, moment).filter(({ source }) => asked.includes(source));
  const without = asked.filter((name) => names.includes(name) && !found.some(({ source }) => source === name));
  if (found.length === 0 || without.length > 0) {
    const what = without.length === 0 ? "this" : without.join(", ");
    throw new HearthError({
      code: "BACKUP_FAILED",
      message: moment === undefined ? `there is no backup of ${what} yet` : `no backup of ${what} is that old`,
      hint: "See what there is with `hearth backup list`.",
    });
  }
  return found
    .map((copy): Restore => {
      const source = sources.find(({ name }) => name === copy.source);
      return source === undefined ? { copy } : { copy, source };
    })
    .toSorted((one, other) => rank(one) - rank(other));
}

const rank = ({ copy }: Restore): number => {
  const place = first.indexOf(copy.source);
  return place === -1 ? first.length : place;
};
