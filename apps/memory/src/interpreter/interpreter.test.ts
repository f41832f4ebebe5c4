import { deflateSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { startTestMemory } from "../../test/start-test-memory.ts";

async function start() {
  const memory = await startTestMemory({
    keys: [
      { id: "home", tenant: "home" },
      { id: "other", tenant: "other" },
    ],
  });
  onTestFinished(() => memory.close());
  return memory;
}

const skillOf = (parameters: object) => ({ name: "s", description: "d", content: "c", parameters });

/** Each level refers twice to the next one: checking takes twice as long with every level. */
function doubling(levels: number): object {
  const defs: Record<string, object> = {};
  for (let level = 0; level < levels; level += 1) {
    const $ref = `#/$defs/a${level + 1}`;
    defs[`a${level}`] = { allOf: [{ $ref }, { $ref }] };
  }
  defs[`a${levels}`] = {};
  return { type: "object", $defs: defs, $ref: "#/$defs/a0" };
}

test("a schema whose references double is refused, and nobody else waits for it", async () => {
  const { send } = await start();
  const refused = send("POST /v1/skills", skillOf(doubling(40)));
  const begun = performance.now();
  expect((await send("GET /health")).status).toBe(200);
  expect(performance.now() - begun).toBeLessThan(500);
  expect(await refused).toMatchObject({ status: 422, body: { error: { code: "unreadable" } } });
  expect((await send("POST /v1/skills", skillOf({ type: "object" }), "other")).status).toBe(201);
});

test.each([
  [
    "a pattern that backtracks",
    { properties: { a: { type: "string", pattern: "^(a|a)*$" } } },
    { a: `${"a".repeat(40)}!` },
  ],
  ["a name's pattern", { patternProperties: { "^(a|aa)+$": {} } }, { [`${"a".repeat(60)}!`]: 1 }],
])("%s ends at the time limit", async (_, schema, given) => {
  const { send } = await start();
  expect((await send("POST /v1/skills", skillOf({ type: "object", ...schema }))).status).toBe(201);
  const checked = send("POST /v1/skills/s/check", { arguments: given });
  const begun = performance.now();
  await send("GET /health");
  expect(performance.now() - begun).toBeLessThan(500);
  expect((await checked).status).toBe(422);
});

test("nested repetitions in a name's pattern are refused as in a value's", async () => {
  const { send } = await start();
  const answer = await send("POST /v1/skills", skillOf({ type: "object", patternProperties: { "^(a+)+$": {} } }));
  expect(answer).toMatchObject({ status: 400, body: { error: { param: "parameters.patternProperties" } } });
});

/** A PDF of one page with these drawing commands, compressed. */
function pdfOf(commands: Buffer): string {
  const packed = deflateSync(commands);
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n${packed.toString("latin1")}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join("");
  return Buffer.from(`%PDF-1.4\n${body}trailer << /Size 6 /Root 1 0 R >>\n%%EOF`, "latin1").toString("base64");
}

test("a PDF that is a thousand times as large unpacked is refused, and nobody else waits for it", async () => {
  const { send } = await start();
  const document = (commands: Buffer) => ({ title: "t", mediaType: "application/pdf", base64: pdfOf(commands) });
  const refused = send("POST /v1/documents", document(Buffer.alloc(400 * 2 ** 20, " ")));
  const text = await send("POST /v1/memories", { text: "tea" }, "other");
  expect(text.status).toBe(201);
  expect(await refused).toMatchObject({ status: 422, body: { error: { code: "unreadable" } } });
  const small = Buffer.from("BT /F1 18 Tf 20 100 Td (The kettle boils) Tj ET");
  expect((await send("POST /v1/documents", document(small))).status).toBe(201);
}, 30_000);

test("headings are cut, so that a document does not grow when each passage repeats them", async () => {
  const { send } = await start();
  const heading = "h".repeat(500_000);
  const text = `# ${heading}\n\n## ${heading}\n\n${"A paragraph of some words.\n\n".repeat(2_000)}`;
  const answer = await send("POST /v1/documents", { title: "t", mediaType: "text/markdown", text });
  expect(answer.status).toBe(201);
  expect((await send("GET /v1/admin/usage")).body["bytes"]).toBeLessThan(500_000);
});

test("a heading of spaces takes linear time", async () => {
  const { send } = await start();
  const text = `# a${" ".repeat(200_000)}b\n\nText.`;
  const answer = await send("POST /v1/documents", { title: "t", mediaType: "text/markdown", text });
  expect(answer.status).toBe(201);
});
