import { expect, test } from "vitest";
import { createDocument } from "../apps/gateway/src/http/openapi/create-document.ts";
import { endpoints } from "../apps/gateway/src/api/endpoints.ts";
import { describeMemory } from "../apps/memory/src/http/open-api.ts";
import { undescribedIn } from "./support/undescribed.ts";

const documents = { gateway: createDocument(endpoints), memory: describeMemory("1") };

test.each(Object.entries(documents))(
  "every property and parameter of the %s's document is described",
  (_, document) => {
    expect(undescribedIn(document)).toEqual([]);
    const { paths } = document as { paths: Record<string, Record<string, { parameters: { description?: string }[] }>> };
    const parameters = Object.values(paths).flatMap((methods) =>
      Object.values(methods).flatMap((operation) => operation.parameters),
    );
    expect(parameters.length).toBeGreaterThan(3);
    expect(parameters.filter(({ description = "" }) => description === "")).toEqual([]);
  },
);

/** The body of a request, as the document has it. */
function bodyOf(document: object, path: string): { properties: Record<string, object> } {
  const { paths } = document as {
    paths: Record<string, { post: { requestBody: { content: { "application/json": { schema: unknown } } } } }>;
  };
  return paths[path]!.post.requestBody.content["application/json"].schema as { properties: Record<string, object> };
}

test("what a field means is what its schema says", () => {
  expect(bodyOf(documents.gateway, "/v1/chat/completions").properties).toMatchObject({
    messages: {
      description: "The conversation so far, oldest first.",
      items: { properties: { role: { description: "Who speaks." } } },
    },
    temperature: { description: "Sampling temperature; higher is more random." },
  });
  expect(bodyOf(documents.memory, "/v1/memories").properties).toMatchObject({
    sensitive: {
      description: "Whether to store it encrypted and unindexed; it is then found by id, list and filter only.",
      default: false,
    },
  });
});
