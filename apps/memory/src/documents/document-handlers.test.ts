import { expect, test } from "vitest";
import { sharedMemory } from "../../test/shared-memory.ts";

const send = sharedMemory();

test("a slightly changed document keeps its unchanged chunks", async () => {
  const paragraphs = Array.from(
    { length: 60 },
    (_, index) => `Paragraph ${index} tells of ${"kettles and pots ".repeat(12)}`,
  );
  const markdown = (list: readonly string[]) => `# Kitchen\n\n${list.join("\n\n")}`;
  const document = {
    id: "book",
    title: "Book",
    source: "shelf",
    mediaType: "text/markdown",
    text: markdown(paragraphs),
  };
  const first = (await send("POST /v1/documents", document)).body as { added: number };
  const again = (await send("POST /v1/documents", document)).body;
  expect(again).toMatchObject({ added: 0, kept: first.added, removed: 0 });
  const longer = { ...document, text: markdown(["The new beginning of it all.", ...paragraphs]) };
  const changed = (await send("POST /v1/documents", longer)).body as { added: number; kept: number };
  expect(changed.added).toBeLessThanOrEqual(4);
  expect(changed.kept).toBeGreaterThan(first.added / 2);
  const { body } = await send("POST /v1/documents/search", { query: "beginning", document: "book" });
  const [hit = { id: "none", text: "" }] = body["hits"] as {
    id: string;
    text: string;
    citation: { start: number; end: number };
  }[];
  expect(hit).toMatchObject({
    citation: { document: "book", title: "Book", source: "shelf", heading: "Kitchen", start: 0 },
  });
  expect((await send(`GET /v1/chunks/${encodeURIComponent(hit.id)}`)).body).toMatchObject({ text: hit.text });
  expect((await send("DELETE /v1/documents/book")).body).toMatchObject({
    forgotten: first.added + changed.added - (first.added - changed.kept) + 1,
  });
});
