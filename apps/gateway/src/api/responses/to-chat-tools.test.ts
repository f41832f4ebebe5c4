import { expect, test } from "vitest";
import { Warnings } from "../../domain/warnings.ts";
import type { ResponsesRequest } from "./schemas.ts";
import { toChatTools } from "./to-chat-tools.ts";

type Choice = ResponsesRequest["tool_choice"];
const spawn = { type: "function" as const, name: "spawn" };
const tools: ResponsesRequest["tools"] = [
  { type: "custom", name: "apply_patch" },
  { type: "namespace", name: "agents", tools: [spawn, { type: "other", sent: { type: "mcp" } }] },
  { type: "other", sent: { type: "web_search" } },
];
const all = ["apply_patch", "agents__spawn"];

test.each<[Choice, { readonly names: readonly string[]; readonly choice: unknown }]>([
  [undefined, { names: all, choice: undefined }],
  ["required", { names: all, choice: "required" }],
  [
    { type: "custom", name: "apply_patch" },
    { names: all, choice: { type: "function", function: { name: "apply_patch" } } },
  ],
  [
    { type: "function", name: "spawn" },
    { names: all, choice: { type: "function", function: { name: "agents__spawn" } } },
  ],
  [
    { type: "allowed_tools", mode: "required", tools: [{ type: "function", name: "spawn" }] },
    { names: ["agents__spawn"], choice: "required" },
  ],
])("the choice %j of tools", (tool_choice, { names, choice }) => {
  const warnings = new Warnings();
  const { fields, called } = toChatTools({ tools, tool_choice }, warnings);
  expect(fields.tools?.map((tool) => tool.function?.name)).toEqual(names);
  expect(fields.tool_choice).toEqual(choice);
  expect(called.get("agents__spawn")).toEqual({ kind: "function", name: "spawn", namespace: "agents" });
  expect(warnings.field()).toEqual({
    warnings: [
      "left out: the tool mcp, which is not available here",
      "left out: the tool web_search, which is not available here",
    ],
  });
});
