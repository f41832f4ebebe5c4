import { expect, test } from "vitest";
import { sharedMemory } from "../../test/shared-memory.ts";

const send = sharedMemory();

test("skills have versions, checked parameters, and statistics", async () => {
  const skill = {
    name: "dim-lights",
    description: "Make the light in a room weaker",
    content: "call light.turn_on with brightness",
    parameters: { type: "object", properties: { percent: { type: "integer", maximum: 100 } }, required: ["percent"] },
    examples: [{ request: "it is too bright in here", arguments: { percent: 30 } }],
  };
  expect((await send("POST /v1/skills", skill)).body).toMatchObject({ changed: true, skill: { version: 1 } });
  expect((await send("POST /v1/skills", skill)).body).toMatchObject({ changed: false, skill: { version: 1 } });
  const second = await send("POST /v1/skills", { ...skill, content: "better", version: 1 });
  expect(second.body).toMatchObject({ changed: true, skill: { version: 2, latest: true } });
  expect((await send("POST /v1/skills", { ...skill, content: "late", version: 1 })).status).toBe(409);
  const bad = { ...skill, examples: [{ request: "x", arguments: { percent: 300 } }] };
  expect((await send("POST /v1/skills", bad)).body).toMatchObject({ error: { param: "examples[0].arguments" } });
  const check = await send("POST /v1/skills/dim-lights/check", { arguments: { percent: "much" } });
  expect(check.body).toMatchObject({ valid: false });
  await send("POST /v1/skills/dim-lights/outcomes", { success: true });
  const outcome = await send("POST /v1/skills/dim-lights/outcomes", { success: false });
  expect(outcome.body).toMatchObject({ skill: { version: 2, uses: 2, successes: 1 } });
  const { body } = await send("POST /v1/skills/search", { query: "the room is too bright" });
  expect(body["hits"]).toMatchObject([{ name: "dim-lights", version: 2 }]);
  expect((await send("GET /v1/skills/dim-lights?version=1")).body).toMatchObject({ skill: { latest: false } });
  expect((await send("DELETE /v1/skills/dim-lights")).body).toEqual({ forgotten: 2 });
});
