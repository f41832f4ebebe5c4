import { expect, test } from "vitest";
import { FakeStore } from "../../../test/fake-store.ts";
import { Accounts } from "./accounts.ts";
import { Ledger } from "./ledger.ts";

const one = { requests: 1, tokens: 1, cost: 0 };

function bench() {
  const store = new FakeStore();
  const clock = { now: Date.parse("2026-11-21T12:00:00Z") };
  const warnings: string[] = [];
  const accounts = new Accounts({
    ledger: new Ledger({ store, sleep: () => Promise.resolve() }),
    now: () => clock.now,
    log: { warn: (event) => void warnings.push(event) },
  });
  const taken = (): number =>
    (JSON.parse(store.kv.get("hearth/gateway/spent/kids")?.value ?? "{}") as { "tokens/day"?: { taken: number } })[
      "tokens/day"
    ]?.taken ?? 0;
  return { store, clock, warnings, accounts, taken };
}

test("a caller without limits has no account", () => {
  expect(bench().accounts.of({ id: "owner" })).toBe(undefined);
});

test("equal limits keep the account, even after the records were read again; other limits get a new one", () => {
  const { accounts } = bench();
  const first = accounts.of({ id: "kids", limits: { tokensPerDay: 100 } });
  expect(accounts.of({ id: "kids", limits: { tokensPerDay: 100 } }) === first).toBe(true);
  expect(accounts.of({ id: "kids", limits: { tokensPerDay: 200 } }) === first).toBe(false);
});

test("an idle account returns its credit", async () => {
  const { accounts, clock, taken } = bench();
  const account = accounts.of({ id: "kids", limits: { tokensPerDay: 1_000 } })!;
  (await account.reserve(one)).settle(one);
  expect(taken()).toBe(20);
  await accounts.sweep();
  expect(taken()).toBe(20);
  clock.now += 60_001;
  await accounts.sweep();
  expect(taken()).toBe(1);
  expect(accounts.of({ id: "kids", limits: { tokensPerDay: 1_000 } }) === account).toBe(false);
});

test("a replaced account is closed after its last answer", async () => {
  const { accounts, taken } = bench();
  const claim = await accounts.of({ id: "kids", limits: { tokensPerDay: 1_000 } })!.reserve(one);
  accounts.of({ id: "kids", limits: { tokensPerDay: 500 } });
  await accounts.sweep();
  expect(taken()).toBe(20);
  claim.settle(one);
  await accounts.sweep();
  expect(taken()).toBe(1);
});

test("a stop returns all credit; if Consul is unreachable, the loss is logged", async () => {
  const { accounts, store, taken, warnings } = bench();
  const caller = { id: "kids", limits: { tokensPerDay: 1_000 } };
  (await accounts.of(caller)!.reserve(one)).settle(one);
  await accounts.close();
  expect(taken()).toBe(1);
  (await accounts.of(caller)!.reserve(one)).settle(one);
  store.away = true;
  await accounts.close();
  expect([taken(), warnings]).toEqual([21, ["limits not returned"]]);
});
