import { expect, test } from "vitest";
import { sharedMemory } from "../../test/shared-memory.ts";

const send = sharedMemory();

test("checkpoints branch, compare, revert and are purged", async () => {
  const save = async (state: unknown, branch = "main") =>
    (await send("POST /v1/checkpoints", { thread: "t", branch, state })).body["checkpoint"] as { id: string };
  const one = await save({ step: 1, list: ["a"] });
  const two = await save({ step: 2, list: ["a", "b"] });
  const side = await send(`POST /v1/checkpoints/${one.id}/branch`, { branch: "side" });
  expect(side).toMatchObject({ status: 201, body: { checkpoint: { branch: "side", parent: one.id, depth: 2 } } });
  expect((await send(`POST /v1/checkpoints/${one.id}/branch`, { branch: "side" })).status).toBe(409);
  const other = await save({ step: 9, list: [] }, "side");
  expect((await send("POST /v1/checkpoints/compare", { from: two.id, to: other.id })).body).toEqual({
    ancestor: one.id,
    differences: [
      { op: "remove", path: "/list/1" },
      { op: "remove", path: "/list/0" },
      { op: "replace", path: "/step", value: 9 },
    ],
  });
  const reverted = await send(`POST /v1/checkpoints/${one.id}/revert`, {});
  expect(reverted.body).toMatchObject({ checkpoint: { branch: "main", parent: two.id, depth: 3 } });
  const newest = reverted.body["checkpoint"] as { id: string };
  expect((await send(`GET /v1/checkpoints/${newest.id}`)).body).toMatchObject({ state: { step: 1, list: ["a"] } });
  const stale = await send("POST /v1/checkpoints", { thread: "t", state: 1, parent: two.id });
  expect(stale.status).toBe(409);
  expect((await send("POST /v1/checkpoints/purge", { thread: "t", keep: 1 })).body).toEqual({ purged: 3 });
  const { body } = await send("GET /v1/checkpoints?thread=t");
  expect(body["heads"]).toEqual({ main: newest.id, side: other.id });
  expect((await send("POST /v1/checkpoints/purge", { thread: "t", keep: 0 })).body).toEqual({ purged: 2 });
  expect((await send("GET /v1/checkpoints?thread=t")).body).toEqual({ checkpoints: [], heads: {} });
});

test.each(["constructor", "__proto__", "toString"])("a branch may be called %s", async (branch) => {
  const thread = `of ${branch}`;
  expect((await send("POST /v1/checkpoints", { thread, branch, state: 1 })).status).toBe(201);
  const again = await send("POST /v1/checkpoints", { thread, branch, state: 1 });
  expect(again).toMatchObject({ status: 201, body: { changed: false } });
  const first = (await send("POST /v1/checkpoints", { thread, state: 2 })).body["checkpoint"] as { id: string };
  expect((await send(`POST /v1/checkpoints/${first.id}/branch`, { branch })).status).toBe(409);
  expect((await send(`POST /v1/checkpoints/${first.id}/branch`, { branch: `${branch}2` })).status).toBe(201);
  expect((await send(`POST /v1/checkpoints/${first.id}/revert`, { branch: "valueOf" })).status).toBe(404);
});
