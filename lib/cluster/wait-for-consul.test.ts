import { expect, test } from "vitest";
import { fakeClock } from "@hearth/kernel/test/fake-clock.ts";
import { waitForConsul } from "./wait-for-consul.ts";

/** An agent as it answers at each look; the last answer stays. */
const agent = (...answers: readonly (boolean | Error)[]) => {
  const left = [...answers];
  return {
    takesLogins: () => {
      const answer = left.length > 1 ? left.shift() : left[0];
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? false);
    },
  };
};
const options = () => ({ limitMs: 5_000, clock: fakeClock() });

test("the wait ends when tasks may log in on every node", async () => {
  const agents = new Map([
    ["n1", agent(false, false, true)],
    ["n2", agent(new Error("refused"), true)],
  ]);
  await expect(waitForConsul(agents, options())).resolves.toBeUndefined();
});

test("a node in an election, and one that does not answer, are named", async () => {
  const agents = new Map([
    ["n1", agent(true)],
    ["n2", agent(false)],
    ["n3", agent(new Error("connection refused"))],
  ]);
  await expect(waitForConsul(agents, options())).rejects.toThrow(
    "waited 5.0s for Consul to accept the logins of Nomad's tasks: on n2 it has no leader; on n3: connection refused",
  );
});
