import { expect, test } from "vitest";
import { copiedCache, toolEntry } from "../support/copied-cache.ts";
import { hearth } from "../support/hearth.ts";
import { plantCanaries } from "../support/plant-canaries.ts";
import { isThorough } from "../support/thorough.ts";
import { waitForStatus } from "../support/wait-for-status.ts";

/** Delays of up to three seconds, the same in every run. Source: the linear congruential generator of Numerical Recipes. */
function* seededDelays(seed: number): Generator<number, never> {
  for (let value = seed; ;) {
    value = (1_664_525 * value + 1_013_904_223) % 2 ** 32;
    yield Math.floor((value / 2 ** 32) * 3_000);
  }
}

/** What the output says when a phase has begun; each is later than those before it. */
const moments: readonly RegExp[] = [
  /^/,
  /make node/,
  /created n1\/base/,
  /created n2\/trust/,
  /created n1\/headscale/,
  /created n3\/tailscale/,
  /created n1\/consul /,
  /created n2\/nomad/,
  /created job\//,
  /created gate\//,
];

/* One such moment is in interrupted-up.test.ts, for every run. */
test.runIf(isThorough)("an up that is killed at ten moments comes to a good end when it is run again", async () => {
  await hearth(["down", "--yes"]);
  // The daemon is to keep its data in the real cache, not in the one that is about to go.
  await hearth(["lab", "up"]);
  const delays = seededDelays(20_261_121);
  {
    using cache = copiedCache({ without: [toolEntry("smollm2")] });
    const inToolchain = await hearth(["up"], {
      environment: { HEARTH_CACHE: cache.folder },
      kill: { when: /^/, afterMs: 3_000 },
    });
    expect(inToolchain.status).toBeNull();
  }
  await hearth(["down", "--yes"]);
  await plantCanaries();
  let killed = 1;
  for (const when of moments.slice(1)) {
    const { status } = await hearth(["up"], { kill: { when, afterMs: delays.next().value } });
    if (status === null) killed += 1;
  }
  expect(killed).toBe(moments.length);
  const last = await hearth(["up"]);
  expect(last.status, last.stderr).toBe(0);
  await waitForStatus(true, 60_000);
  const again = await hearth(["up"]);
  expect(again.stdout).toContain("nothing changed");
});
