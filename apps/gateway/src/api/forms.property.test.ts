import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MessageForm } from "./anthropic/message-form.ts";
import { ApiError } from "../domain/api-error.ts";
import { EventSplitter } from "./shared/event-splitter.ts";
import { ResponseForm } from "./responses/response-form.ts";
import { eventData } from "@hearth/service/http/event-data.ts";

const forms = [
  { name: "Anthropic's message", make: () => new MessageForm() },
  {
    name: "the Responses API's response",
    make: () =>
      new ResponseForm({ request: { input: "Hi" }, sent: {}, called: new Map(), onFinished: () => undefined }),
  },
];

const recorded = ["chat", "tool"].map((name) =>
  readFileSync(join(import.meta.dirname, `../../test/recorded-${name}-stream.txt`)),
);

/** The fields that differ in every run. */
const withoutNames = (text: string): string =>
  text.replace(/"(?:msg|resp|rs|fc|call|toolu)_[0-9a-f]{32}"/g, '"ID"').replace(/"created_at":\d+/g, '"created_at":0');

test.each(forms)("$name: the events are the same wherever the expert's stream is cut", ({ make }) => {
  const run = (stream: Buffer, cuts: readonly number[]): string => {
    const form = make();
    const splitter = new EventSplitter();
    const ends = [...new Set(cuts.map((cut) => cut % stream.length))].toSorted((a, b) => a - b);
    const pieces = [0, ...ends].map((start, index) => stream.subarray(start, ends[index] ?? stream.length));
    const out = pieces.map((piece) => form.events(splitter.push(piece)));
    return withoutNames(Buffer.concat([...out, form.events(splitter.rest()), form.end()]).toString());
  };
  fc.assert(
    fc.property(fc.constantFrom(...recorded), fc.array(fc.nat(10_000), { maxLength: 20 }), (stream, cuts) => {
      expect(run(stream, cuts)).toBe(run(stream, []));
    }),
    { numRuns: 30 },
  );
});

const garbage = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(`data: ${text}\n\n`)),
  fc
    .record({ choices: fc.anything(), usage: fc.anything(), model: fc.anything(), error: fc.option(fc.jsonValue()) })
    .map((chunk) => Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`)),
);

test.each(forms)(
  "$name: what an expert makes up is an error, never a crash, and what comes out are whole events",
  ({ make }) => {
    fc.assert(
      fc.property(fc.array(garbage, { maxLength: 5 }), (pieces) => {
        const form = make();
        try {
          const out = Buffer.concat([...pieces.map((piece) => form.events(piece)), form.end()]);
          for (const data of eventData(out)) expect(JSON.parse(data)).toHaveProperty("type");
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
        }
        expect(() => make().whole(pieces[0] ?? Buffer.alloc(0))).toThrow(ApiError);
      }),
      { numRuns: 150 },
    );
  },
);
