import { expect, test } from "vitest";
import { allocation } from "../../tests/fixtures/fake-nomad.ts";
import type { Allocation } from "../nomad/nomad-types.ts";
import { failedForWantOfConsul } from "./want-of-consul.ts";

const failed = (said: string, CreateIndex = 12): Allocation =>
  allocation({
    ClientStatus: "failed",
    CreateIndex,
    TaskStates: {
      web: { State: "dead", Failed: true, Restarts: 0, Events: [{ Type: "", DisplayMessage: said, Time: 0 }] },
    },
  });

const login = (said: string): string =>
  `failed to setup alloc: pre-run hook "consul" failed: 1 error occurred:\n\t* failed to derive Consul token for service web: ${said}\n\n`;
const election = failed(login("Unexpected response code: 500 (rpc error making call: No cluster leader)"));
const crash = failed('Exit Code: 1, Exit Message: "Docker container exited with non-zero exit code: 1"', 13);

test("an agent without a leader, or one that does not answer, is no fault of the job", () => {
  const away = 'Put "https://localhost:8501/v1/acl/login": dial tcp 127.0.0.1:8501: connect: connection refused';
  expect([election, failed(login(away))].map((one) => failedForWantOfConsul([one], 10))).toEqual([true, true]);
});

test("a login that is refused is", () => {
  expect(failedForWantOfConsul([failed(login("Unexpected response code: 403 (Permission denied)"))], 10)).toBe(false);
});

test("a program that was started and failed is, whatever else failed beside it", () => {
  expect(failedForWantOfConsul([crash], 10)).toBe(false);
  expect(failedForWantOfConsul([election, crash], 10)).toBe(false);
});

test("what failed before the registration, or did not fail, says nothing", () => {
  expect(failedForWantOfConsul([election, failed("Exit Code: 1", 9)], 10)).toBe(true);
  expect(failedForWantOfConsul([failed(login("Unexpected response code: 500 ()"), 9), allocation()], 10)).toBe(false);
  expect(failedForWantOfConsul([], 10)).toBe(false);
});

test("where the registration is not known, the newest failure speaks for it", () => {
  expect(failedForWantOfConsul([election, failed("Exit Code: 1", 9)])).toBe(true);
  expect(failedForWantOfConsul([election, crash])).toBe(false);
});
