import { expect, test } from "vitest";
import { FakeStore } from "../../../test/fake-store.ts";
import type { KeyLimits } from "@hearth/contracts/keys/key-limits.ts";
import { Account, type Claim } from "./account.ts";
import { Ledger } from "./ledger.ts";
import { metersOf, type Amounts } from "@hearth/contracts/keys/meter.ts";

const noon = Date.parse("2026-11-21T12:00:00Z");
const page = "hearth/gateway/spent/kids";
const tokens = (count: number): Amounts => ({ requests: 1, tokens: count, cost: 0 });

function bench(limits: KeyLimits) {
  const store = new FakeStore();
  const clock = { now: noon };
  const ledger = new Ledger({ store, sleep: () => Promise.resolve(), random: () => 0.5 });
  const gateway = (aheadMs = 0): Account =>
    new Account("kids", metersOf(limits), { ledger, now: () => clock.now + aheadMs });
  const spent = (): Record<string, { at: number; taken: number }> =>
    JSON.parse(store.kv.get(page)?.value ?? "{}") as Record<string, { at: number; taken: number }>;
  return { store, clock, gateway, spent };
}

/** Claims `count` tokens from the accounts in turn until each has refused once. */
async function drink(accounts: readonly Account[], count: number): Promise<{ claims: Claim[]; refusals: unknown[] }> {
  const claims: Claim[] = [];
  const refusals: unknown[] = [];
  let thirsty = [...accounts];
  while (thirsty.length > 0) {
    for (const account of thirsty) {
      try {
        claims.push(await account.reserve(tokens(count)));
      } catch (refusal) {
        refusals.push(refusal);
        thirsty = thirsty.filter((other) => other !== account);
      }
    }
  }
  return { claims, refusals };
}

test("a budget can be spent to its last token; then the error says when to retry", async () => {
  const { gateway, spent } = bench({ tokensPerDay: 1_000 });
  const { claims, refusals } = await drink([gateway()], 10);
  expect(claims.length).toBe(100);
  expect(refusals).toEqual([
    expect.objectContaining({
      code: "insufficient_quota",
      retryAfterSeconds: 43_200,
      message: "The key has reached its limit of tokens/day: limit 1000, requested 10. Try again in 43200 s.",
    }),
  ]);
  expect(spent()["tokens/day"]?.taken).toBe(1_000);
});

test("three gateways together spend no more than the limit, and all of it", async () => {
  const { gateway } = bench({ tokensPerDay: 900 });
  const { claims } = await drink([gateway(), gateway(), gateway()], 1);
  expect(claims.length).toBe(900);
});

test("blocks are fetched early: most reservations do not wait for Consul", async () => {
  const { gateway, store } = bench({ tokensPerDay: 100_000 });
  const account = gateway();
  await account.reserve(tokens(10));
  const held = Array.from({ length: 50 }, () => account.reserve(tokens(10)));
  expect(held.filter((claim) => claim instanceof Promise)).toEqual([]);
  expect(store.calls).toBe(2);
});

test("unused tokens go to the next request; usage above the reservation is booked", async () => {
  const { gateway, spent } = bench({ tokensPerDay: 100 });
  const account = gateway();
  (await account.reserve(tokens(80))).settle(tokens(20));
  (await account.reserve(tokens(60))).settle(tokens(90));
  await expect(account.reserve(tokens(1))).rejects.toMatchObject({ code: "insufficient_quota" });
  await account.giveBack();
  expect(spent()["tokens/day"]?.taken).toBe(110);
});

test("a crash loses one block at most; a clean stop loses nothing", async () => {
  const { gateway, spent } = bench({ tokensPerDay: 1_000 });
  const crashed = gateway();
  await crashed.reserve(tokens(5));
  expect(spent()["tokens/day"]?.taken).toBe(20);
  const stopped = gateway();
  (await stopped.reserve(tokens(5))).settle(tokens(5));
  await stopped.giveBack();
  expect(spent()["tokens/day"]?.taken).toBe(25);
  expect((await drink([gateway()], 5)).claims.length).toBe(195);
});

test("a write whose answer is lost costs the block", async () => {
  const { gateway, store, spent, clock } = bench({ tokensPerDay: 1_000 });
  const account = gateway();
  store.mishaps.push(undefined, "after");
  await expect(account.reserve(tokens(1))).rejects.toMatchObject({ code: "limits_unavailable" });
  expect(spent()["tokens/day"]?.taken).toBe(20);
  clock.now += 500;
  await account.reserve(tokens(1));
  expect(spent()["tokens/day"]?.taken).toBe(40);
});

test("while Consul is unreachable the held credit is spent, then requests are refused at once; afterwards they work again", async () => {
  const { gateway, store, clock } = bench({ tokensPerDay: 1_000 });
  const account = gateway();
  await account.reserve(tokens(1));
  store.away = true;
  const { claims, refusals } = await drink([account], 1);
  expect(claims.length).toBe(19);
  expect(refusals).toEqual([expect.objectContaining({ code: "limits_unavailable", retryAfterSeconds: 5 })]);
  const before = store.calls;
  await expect(account.reserve(tokens(1))).rejects.toMatchObject({ code: "limits_unavailable" });
  expect(store.calls).toBe(before);
  store.away = false;
  clock.now += 500;
  expect((await drink([account], 1)).claims.length).toBe(980);
});

test("a rate refills steadily; Retry-After is when there is room", async () => {
  const { gateway, clock } = bench({ requestsPerMinute: 60 });
  const account = gateway();
  const first = await drink([account], 0);
  expect(first.claims.length).toBe(60);
  expect(first.refusals).toEqual([
    expect.objectContaining({
      code: "rate_limit_exceeded",
      retryAfterSeconds: 1,
      headers: {
        "x-ratelimit-limit-requests": "60",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "1m0s",
      },
    }),
  ]);
  clock.now += 5_000;
  expect((await drink([account], 0)).claims.length).toBe(5);
});

test("a refund to a rate is reduced by what has leaked since", async () => {
  const { gateway, clock } = bench({ tokensPerMinute: 600 });
  const account = gateway();
  const claim = await account.reserve(tokens(600));
  clock.now += 20_000;
  claim.settle(tokens(0));
  expect((await drink([account], 1)).claims.length).toBe(600);
});

test("a day's budget does not carry over to the next day", async () => {
  const { gateway, clock, spent } = bench({ tokensPerDay: 100 });
  const account = gateway();
  const late = await account.reserve(tokens(60));
  clock.now = Date.parse("2026-11-22T00:00:01Z");
  late.settle(tokens(0));
  expect((await drink([account], 1)).claims.length).toBe(100);
  expect(spent()["tokens/day"]).toEqual({ at: Date.parse("2026-11-22T00:00:00Z"), taken: 100 });
});

test("with one clock ahead, nothing carries over from one day to the next", async () => {
  const { gateway, clock } = bench({ tokensPerDay: 100 });
  clock.now = Date.parse("2026-11-21T23:59:59Z");
  const [behind, ahead] = [gateway(), gateway(5_000)];
  const early = await behind.reserve(tokens(30));
  (await behind.reserve(tokens(40))).settle(tokens(0));
  await ahead.reserve(tokens(20));
  clock.now += 500;
  (await behind.reserve(tokens(50))).settle(tokens(0));
  early.settle(tokens(0));
  clock.now += 5_000;
  expect((await drink([behind, ahead], 1)).claims.length).toBe(80);
});

test("a burst larger than a block waits for a single refill", async () => {
  const { gateway, store } = bench({ requestsPerMinute: 5_000 });
  const account = gateway();
  const claims = await Promise.all(Array.from({ length: 1_000 }, async () => account.reserve(tokens(1))));
  expect(claims.length).toBe(1_000);
  expect(store.calls).toBeLessThan(10);
});

test("a request larger than the limit is refused with a message that says so", async () => {
  const { gateway } = bench({ tokensPerMinute: 100 });
  await expect(gateway().reserve(tokens(101))).rejects.toMatchObject({
    code: "rate_limit_exceeded",
    message: "This request is larger than the key's limit of tokens/minute: limit 100, requested 101.",
  });
});

test("a caller that keeps retrying costs Consul one read per second", async () => {
  const { gateway, store, clock } = bench({ tokensPerDay: 10 });
  const account = gateway();
  await drink([account], 1);
  const before = store.calls;
  for (let count = 0; count < 100; count += 1) await expect(account.reserve(tokens(1))).rejects.toThrow("limit");
  expect(store.calls).toBe(before);
  clock.now += 1_000;
  await expect(account.reserve(tokens(1))).rejects.toThrow("limit");
  expect(store.calls).toBe(before + 1);
});
