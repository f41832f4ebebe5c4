import { expect, test } from "vitest";
import type { ClusterClient, ClusterRequest } from "./cluster-client.ts";
import { expectFound, expectSuccess } from "./expect-success.ts";

const answering =
  (status: number, json: unknown): ClusterClient =>
  () =>
    Promise.resolve({ status, json });
const request: ClusterRequest = { method: "PUT", path: "/v1/var/x", body: { Items: { key: "sk-canary" } } };

test("a success is its body", async () => {
  expect(await expectSuccess(answering(200, { a: 1 }), request)).toEqual({ a: 1 });
  expect(await expectFound(answering(200, { a: 1 }), request)).toEqual({ a: 1 });
});

test("a refusal says who refused what, and nothing of what was sent", async () => {
  const failure = expectSuccess(answering(409, "cas error"), request);
  await expect(failure).rejects.toMatchObject({
    code: "API_REFUSED",
    at: "PUT /v1/var/x",
    message: "answered 409: cas error",
  });
  await expect(failure).rejects.not.toThrow("canary");
});

test("a token that is refused has a hint of its own", async () => {
  await expect(expectSuccess(answering(403, "Permission denied"), request)).rejects.toMatchObject({
    hint: "The token was refused: run `hearth up`, which makes missing tokens.",
  });
});

test("what is not there is undefined where that is asked, and a refusal where it is not", async () => {
  expect(await expectFound(answering(404, "job not found"), request)).toBeUndefined();
  await expect(expectSuccess(answering(404, "job not found"), request)).rejects.toThrow("answered 404: job not found");
  await expect(expectFound(answering(500, "no leader"), request)).rejects.toThrow("answered 500: no leader");
});
