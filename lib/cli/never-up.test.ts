import { expect, test } from "vitest";
import { HearthError } from "@hearth/kernel/errors.ts";
import { neverUp } from "./never-up.ts";

const silent = new HearthError({
  code: "NODE_UNREACHABLE",
  message: "no node of the cluster could be reached: n1",
  hint: "Look.",
});
const oneSilent = new HearthError({ code: "NODE_UNREACHABLE", message: "n1 is silent", hint: "Look." });

const finished = { isNew: false, hadAgents: true, unfinished: undefined };

test("where nothing was brought up, that is the reason why nothing answers, in one line", () => {
  expect(neverUp(silent, "home", () => ({ ...finished, isNew: true }))).toMatchObject({
    code: "STATE_MISSING",
    message: "the stack home is not up, so nothing of it can answer",
    hint: expect.stringContaining("Bring it up with `hearth --stack home up`") as unknown,
  });
});

test("where an up has not finished, that is the reason, and not what ssh says of each node", () => {
  const unfinished = new HearthError({ code: "STATE_MISSING", message: "`hearth up` has not finished", hint: "Wait." });
  expect(neverUp(silent, "home", () => ({ isNew: true, hadAgents: false, unfinished }))).toBe(unfinished);
  expect(neverUp(oneSilent, "home", () => ({ isNew: true, hadAgents: false, unfinished }))).toBe(oneSilent);
});

test("a service that an unfinished up has not started yet is not one that is missing", () => {
  const missing = new HearthError({ code: "UNHEALTHY", message: "there is no service memory", hint: "Look." });
  const unfinished = new HearthError({ code: "STATE_MISSING", message: "`hearth up` has not finished", hint: "Wait." });
  expect(neverUp(missing, "home", () => ({ isNew: false, hadAgents: true, unfinished }))).toBe(unfinished);
  expect(neverUp(missing, "home", () => ({ ...finished, isNew: true }))).toBe(missing);
});

test("where a later up was interrupted and all machines are silent, the network is the reason", () => {
  const unfinished = new HearthError({ code: "STATE_MISSING", message: "`hearth up` has not finished", hint: "Wait." });
  expect(neverUp(silent, "home", () => ({ isNew: false, hadAgents: true, unfinished }))).toBe(silent);
});

test("of a cluster that is up, and of any other error, nothing is changed", () => {
  expect(neverUp(silent, "home", () => finished)).toBe(silent);
  expect(neverUp(oneSilent, "home", () => ({ ...finished, isNew: true }))).toBe(oneSilent);
  const other = new TypeError("x");
  expect(neverUp(other, "home", () => ({ ...finished, isNew: true }))).toBe(other);
});
