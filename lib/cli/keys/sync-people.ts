import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Person } from "../../config/derive/cluster.ts";
import { syncPeople, type PeopleChange, type PeopleOffice } from "../../keys/people-keys.ts";
import { presentAuthor } from "./keep-secret.ts";

/** Where the text of a new key of the inventory's people is written, once. */
export const peopleKeyFile = (folder: string, id: string): string => join(peopleFolder(folder), `${id}.key`);

/** The folder of these files; it is there once people have had keys. */
export const peopleFolder = (folder: string): string => join(folder, "people");

/** Brings the keys of the inventory's people to the cluster; the text of each new one goes to a file that only its owner can read. */
export function syncKeysOfPeople(
  { people = [], folder }: { readonly people?: readonly Person[] | undefined; readonly folder: string },
  places: PeopleOffice,
): Promise<readonly PeopleChange[]> {
  const keep = (id: string, key: string): void => {
    const file = peopleKeyFile(folder, id);
    mkdirSync(peopleFolder(folder), { recursive: true, mode: 0o700 });
    writeFileSync(file, `${key}\n`, { mode: 0o600 });
  };
  return syncPeople(people, places, { author: presentAuthor(), keep });
}

/** A line for each change. */
export function formatPeople(
  changes: readonly PeopleChange[],
  { folder, done }: { readonly folder: string; readonly done: boolean },
): string {
  if (changes.length === 0) return "the keys of people are as the inventory says";
  return changes.map(({ id, action }) => `${id}: ${sentence(id, action, { folder, done })}`).join("\n");
}

function sentence(
  id: string,
  action: PeopleChange["action"],
  { folder, done }: { readonly folder: string; readonly done: boolean },
): string {
  switch (action) {
    case "create":
      return done ? `created; the key is in ${relative(process.cwd(), peopleKeyFile(folder, id))}` : "would be created";
    case "change":
      return done ? "changed to what the inventory says" : "would be changed to what the inventory says";
    case "revoke":
      return `${done ? "revoked" : "would be revoked"}: the inventory no longer names it`;
    case "stays revoked":
      return `is revoked and stays so; to have a new key of this name, run \`hearth keys delete ${id}\` first`;
  }
}
