import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FakeStore, type Mishap } from "../../../test/fake-store.ts";
import { Account, type Claim } from "./account.ts";
import { Ledger } from "./ledger.ts";
import { metersOf, type Amounts } from "@hearth/contracts/keys/meter.ts";

/*
 * Gateways that share a budget, with Consul's answers in any order, late or lost, crashing gateways, and clocks that pass midnight:
 * spent plus reserved never exceeds the day's limit.
 */

const limit = 1_000;
const start = Date.parse("2026-11-21T23:00:00Z");
const amounts = (tokens: number): Amounts => ({ requests: 1, tokens, cost: 0 });

type Step =
  | { readonly kind: "ask"; readonly gateway: number; readonly tokens: number }
  | { readonly kind: "end"; readonly which: number; readonly share: number }
  | { readonly kind: "crash" | "stop"; readonly gateway: number }
  | { readonly kind: "mishap"; readonly mishap: Mishap }
  | { readonly kind: "deliver"; readonly count: number }
  | { readonly kind: "pass"; readonly minutes: number };

const gateway = fc.nat(2);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("ask" as const), gateway, tokens: fc.integer({ min: 1, max: 300 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("end" as const),
      which: fc.nat(20),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant("deliver" as const), count: fc.integer({ min: 1, max: 12 }) }),
  },
  fc.record({ kind: fc.constantFrom("crash" as const, "stop" as const), gateway }),
  fc.record({ kind: fc.constant("mishap" as const), mishap: fc.constantFrom<Mishap>("before", "after") }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("pass" as const), minutes: fc.integer({ min: 1, max: 30 }) }) },
);

interface Request {
  readonly day: number;
  readonly gateway: Account;
  readonly reserved: number;
  readonly claim: Claim;
  /** Undefined while it is open. */
  spent: number | undefined;
}

test("gateways that share a budget never overspend it", { timeout: 30_000 }, async () => {
  let granted = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(step, { minLength: 30, maxLength: 90, size: "max" }),
      async (scheduler, steps) => {
        const store = new FakeStore((answer) => scheduler.schedule(answer));
        const clock = { now: start };
        const ledger = new Ledger({ store, sleep: () => scheduler.schedule(Promise.resolve()) });
        const open = (): Account =>
          new Account("k", metersOf({ tokensPerDay: limit }), { ledger, now: () => clock.now });
        const gateways = [open(), open(), open()];
        const requests: Request[] = [];

        const check = (): void => {
          for (const [, sameDay] of Map.groupBy(requests, ({ day }) => day)) {
            expect(sameDay.reduce((sum, { spent, reserved }) => sum + (spent ?? reserved), 0)).toBeLessThanOrEqual(
              limit,
            );
          }
        };
        const run: { readonly [K in Step["kind"]]: (step: Extract<Step, { kind: K }>) => Promise<void> | void } = {
          ask({ gateway, tokens }) {
            const account = gateways[gateway]!;
            const note = (claim: Claim): void => {
              const day = Math.floor(clock.now / 86_400_000);
              requests.push({ day, gateway: account, reserved: tokens, claim, spent: undefined });
            };
            const claim = account.reserve(amounts(tokens));
            if (claim instanceof Promise) claim.then(note, () => undefined);
            else note(claim);
          },
          end({ which, share }) {
            const running = requests.filter(({ spent, gateway }) => spent === undefined && gateways.includes(gateway));
            const request = running[which % Math.max(1, running.length)];
            if (request === undefined) return;
            request.spent = Math.floor(request.reserved * share);
            request.claim.settle(amounts(request.spent));
          },
          // What its requests had reserved counts as spent, since it is unknown.
          crash({ gateway }) {
            gateways[gateway] = open();
          },
          stop({ gateway }) {
            const stopped = gateways[gateway]!;
            if (requests.some((request) => request.gateway === stopped && request.spent === undefined)) return;
            gateways[gateway] = open();
            stopped.giveBack().catch(() => undefined);
          },
          mishap({ mishap }) {
            store.mishaps.push(mishap);
          },
          async deliver({ count }) {
            for (let left = count; left > 0 && scheduler.count() > 0; left -= 1) await scheduler.waitNext(1);
          },
          pass({ minutes }) {
            clock.now += minutes * 60_000;
          },
        };
        for (const each of steps) {
          await run[each.kind](each as never);
          // Record grants before the clock moves on.
          await setImmediate();
          check();
        }
        await scheduler.waitIdle();
        check();
        granted += requests.length;
      },
    ),
    { numRuns: 150 },
  );
  // Gateways that grant nothing would satisfy the property too.
  expect(granted).toBeGreaterThan(500);
});
