import { expect, test } from "vitest";
import type { ServicePlace } from "../cluster/find-service.ts";
import { followService, type OpenForward } from "./follow-service.ts";

const at = (node: string): ServicePlace => ({ node, port: 8080 });

/** Consul's answers one after the other, the last one for good; `undefined` where no instance is healthy. */
async function follow(answers: readonly (ServicePlace | undefined)[], breaks = false) {
  const end = new AbortController();
  const [said, opened, closed]: [string[], string[], string[]] = [[], [], []];
  let asked = 0;
  let isBroken = false;
  const open = (node: string): OpenForward => ({ hasEnded: () => isBroken, close: () => void closed.push(node) });
  const following = followService("gateway", {
    first: { place: at("n1"), forward: open("n1") },
    find: () => {
      const answer = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      if (asked > answers.length) end.abort(new Error("Ctrl-C"));
      isBroken = breaks && opened.length === 0;
      return answer === undefined ? Promise.reject(new Error("none")) : Promise.resolve(answer);
    },
    start: ({ node }) => {
      opened.push(node);
      isBroken = false;
      return Promise.resolve(open(node));
    },
    say: (text) => void said.push(text),
    signal: end.signal,
    everyMs: 1,
  });
  await expect(following).rejects.toThrow();
  return { said, opened, closed };
}

test("a service that stays needs no word", async () => {
  expect(await follow([at("n1"), at("n1")])).toEqual({ said: [], opened: [], closed: [] });
});

test("one that moves is followed, and a person reads that the URL is the same", async () => {
  expect(await follow([at("n1"), at("n2")])).toEqual({
    said: ["gateway is on n2 now; the URL is the same"],
    opened: ["n2"],
    closed: ["n1"],
  });
});

test("while none is healthy a person reads it once, and again when it is back", async () => {
  const away = "gateway has no healthy instance at the moment; waiting for one";
  expect((await follow([undefined, undefined, at("n1")])).said).toEqual([away, "gateway is healthy again"]);
  expect((await follow([undefined, at("n3")])).said).toEqual([away, "gateway is on n3 now; the URL is the same"]);
});

test("a forward that breaks is opened again where the service is", async () => {
  const { said, opened } = await follow([at("n1"), undefined, at("n1")], true);
  expect(opened).toEqual(["n1"]);
  expect(said.at(-1)).toBe("gateway is back on n1; the URL is the same");
});
