import { hash } from "node:crypto";
import { expect, test } from "vitest";
import type { ConsulEntry, ConsulKv } from "../consul/consul-api.ts";
import { changeTerms, revoke } from "./change-key.ts";
import { KeyOffice } from "./key-office.ts";
import { makeKey } from "./make-key.ts";

const author = { who: "ann@desk", now: new Date("2026-11-21T12:00:00Z") };
const sha256 = "1".repeat(64);

/** Consul's store in memory; `meanwhile` runs before the next write, as somebody else would. */
function consul() {
  const rows = new Map<string, ConsulEntry>();
  let index = 1;
  const write = (key: string, value: string): void => {
    rows.set(key, { key, value, index: (index += 1) });
  };
  const kv: ConsulKv = {
    get: (key) => Promise.resolve(rows.get(key)?.value),
    entries: (prefix) => Promise.resolve([...rows.values()].filter(({ key }) => key.startsWith(prefix))),
    putIf(entry) {
      const meanwhile = state.meanwhile;
      state.meanwhile = undefined;
      meanwhile?.();
      if ((rows.get(entry.key)?.index ?? 0) !== entry.index) return Promise.resolve(false);
      write(entry.key, entry.value);
      return Promise.resolve(!state.answersAreLost);
    },
    put(key, value) {
      write(key, value);
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(void rows.delete(key)),
  };
  const state = { meanwhile: undefined as (() => void) | undefined, answersAreLost: false };
  return { rows, write, state, office: new KeyOffice(kv) };
}

test("a key is random, and its digest is that of its bytes", () => {
  const [one, two] = [makeKey(), makeKey()];
  expect(one.key).toMatch(/^hearth_[\w-]{32}$/);
  expect(one.key === two.key).toBe(false);
  expect(one.sha256).toBe(hash("sha256", one.key));
});

test("made, found, listed, and not made twice", async () => {
  const { office, rows } = consul();
  await office.create({ id: "kids", sha256 }, author);
  await expect(office.create({ id: "kids", sha256: "2".repeat(64) }, author)).rejects.toMatchObject({
    code: "KEY_TAKEN",
  });
  await expect(office.find("kid")).rejects.toMatchObject({ code: "KEY_UNKNOWN" });
  expect((await office.find("kids")).id).toBe("kids");
  expect((await office.list()).records.map(({ id }) => id)).toEqual(["kids"]);
  expect([...rows.keys()]).toEqual(["hearth/gateway/keys/kids"]);
});

test("a change that crosses another is made on top of it", async () => {
  const { office, state, write, rows } = consul();
  const created = await office.create({ id: "kids", sha256 }, author);
  state.meanwhile = () => {
    write("hearth/gateway/keys/kids", JSON.stringify(changeTerms(created, { priority: 5 }, author)));
  };
  const changed = await office.change("kids", (record) => changeTerms(record, { limits: { tokensPerDay: 7 } }, author));
  expect([changed.priority, changed.limits]).toEqual([5, { tokensPerDay: 7 }]);
  expect(JSON.parse(rows.get("hearth/gateway/keys/kids")!.value)).toEqual(changed);
});

test("a request that arrives twice makes the key once", async () => {
  const { office, state } = consul();
  state.answersAreLost = true;
  expect((await office.create({ id: "kids", sha256 }, author)).id).toBe("kids");
});

test("a revoked key stays revoked until it is forgotten with all that it spent", async () => {
  const { office, write, rows } = consul();
  await office.create({ id: "kids", sha256 }, author);
  write("hearth/gateway/spent/kids", '{"tokens/day":{"at":1,"taken":2}}');
  expect(await office.spent("kids")).toEqual({ "tokens/day": { at: 1, taken: 2 } });
  await office.change("kids", (record) => revoke(record, author));
  await expect(office.change("kids", (record) => record)).rejects.toMatchObject({
    code: "KEY_UNUSABLE",
    hint: "Make another key with `hearth keys create`, or free the name with `hearth keys delete kids`.",
  });
  await office.forget("kids");
  expect(rows.size).toBe(0);
  await office.create({ id: "kids", sha256 }, author);
});

test("a record from a newer version is not written over; it is listed, and can be deleted", async () => {
  const { office, write } = consul();
  const record = await office.create({ id: "kids", sha256 }, author);
  await office.create({ id: "laptop", sha256 }, author);
  write("hearth/gateway/keys/kids", JSON.stringify({ ...record, onlyOnSundays: true }));
  write("hearth/gateway/keys/torn", '{"id":"to');
  await expect(office.change("kids", (present) => present)).rejects.toMatchObject({
    code: "KEY_UNUSABLE",
    message: "the record of the key 'kids' cannot be read: Unrecognized key: \"onlyOnSundays\"",
    hint: "Update Hearth, if a newer version wrote it; else delete the key with `hearth keys delete kids`.",
  });
  const { records, unreadable } = await office.list();
  expect(records.map(({ id }) => id)).toEqual(["laptop"]);
  expect(unreadable).toEqual([
    { id: "kids", because: 'Unrecognized key: "onlyOnSundays"' },
    { id: "torn", because: "it is not JSON" },
  ]);
  await office.forget("kids");
  expect((await office.list()).unreadable.map(({ id }) => id)).toEqual(["torn"]);
});

test("a change that others always cross says to run it again", async () => {
  const { office, state, write } = consul();
  const created = await office.create({ id: "kids", sha256 }, author);
  let priority = 0;
  const cross = (): void => {
    write("hearth/gateway/keys/kids", JSON.stringify({ ...created, priority: (priority = (priority + 1) % 10) }));
  };
  const change = office.change("kids", (record) => {
    state.meanwhile = cross;
    return changeTerms(record, { limits: { tokensPerDay: 7 } }, author);
  });
  await expect(change).rejects.toMatchObject({ code: "KEY_UNUSABLE", hint: "Run the command again." });
});
