import { expect, test } from "vitest";
import { endSilences, silence, type AskAlertmanager } from "./silences.ts";

const now = new Date("2026-11-30T10:00:00.000Z");
const existing = (id: string, createdBy: string, state = "active") => ({
  id,
  createdBy,
  status: { state },
  endsAt: "",
});

function alertmanager(silences: readonly object[], answer: unknown = { silenceID: "new" }) {
  const asked: Parameters<AskAlertmanager>[0][] = [];
  const ask: AskAlertmanager = (question) => {
    asked.push(question);
    return Promise.resolve(question.method === "POST" ? answer : question.method === undefined ? silences : undefined);
  };
  return { ask, asked };
}

test("a node is silent until the time that was said last; what a person made stays", async () => {
  const { ask, asked } = alertmanager([
    existing("a", "hearth"),
    existing("b", "ada"),
    existing("c", "hearth", "expired"),
  ]);
  const made = await silence(ask, { label: "node", value: "n2" }, { forMs: 7_200_000, comment: "new disk", now });
  expect(made).toEqual({ id: "new", endsAt: "2026-11-30T12:00:00.000Z" });
  expect(asked).toEqual([
    { path: "/api/v2/silences?filter=node%3D%22n2%22" },
    { method: "DELETE", path: "/api/v2/silence/a" },
    {
      method: "POST",
      path: "/api/v2/silences",
      body: {
        matchers: [{ name: "node", value: "n2", isRegex: false, isEqual: true }],
        startsAt: "2026-11-30T10:00:00.000Z",
        endsAt: "2026-11-30T12:00:00.000Z",
        createdBy: "hearth",
        comment: "new disk",
      },
    },
  ]);
});

test("ending says how many there were", async () => {
  expect(await endSilences(alertmanager([existing("a", "hearth")]).ask, { label: "job", value: "gateway" })).toBe(1);
  expect(await endSilences(alertmanager([]).ask, { label: "job", value: "gateway" })).toBe(0);
});

test("an answer of another kind is an error for people", async () => {
  const { ask } = alertmanager([], {});
  await expect(silence(ask, { label: "node", value: "n2" }, { forMs: 1, comment: "", now })).rejects.toMatchObject({
    code: "UNHEALTHY",
  });
});
