import { expect, test } from "vitest";
import { sampleCluster } from "../../../tests/support/sample-cluster.ts";
import { chatRefusal, formatChatModels, modelList } from "./chat-models.ts";

const house = sampleCluster();
const chat = house.experts.find(({ model }) => model.kind === "chat");
const embed = house.experts.find(({ model }) => model.kind === "embedding");

test("one can talk to chat experts, by their name or model, and to auto", () => {
  for (const name of ["auto", chat?.name, chat?.model.name]) expect(chatRefusal(name ?? "", house)).toBeUndefined();
});

test("an expert that makes embeddings is refused with those that can chat", () => {
  const refused = `makes embeddings and cannot chat; these can: ${chat?.name ?? ""}`;
  expect(chatRefusal(embed?.name ?? "", house)).toBe(`${embed?.name ?? ""} ${refused}`);
  expect(chatRefusal(embed?.model.name ?? "", house)).toBe(`${embed?.model.name ?? ""} ${refused}`);
});

test("a name that nobody has is refused with what was meant, or with all", () => {
  expect(chatRefusal("chta", house)).toBe("there is no expert or model chta; did you mean `chat`?");
  expect(chatRefusal("nope-nope", house)).toMatch(/^there is no expert or model nope-nope; known are auto, chat, /);
});

test("with providers only the gateway knows all models", () => {
  expect(chatRefusal("some-model", { ...house, gateway: { providers: {} } })).toBeUndefined();
});

test("experts are listed by name with their model; auto and aliases follow", () => {
  const { data } = modelList.parse({
    data: [
      { id: "smollm2", kind: "chat", experts: ["chat", "second"] },
      { id: "auto", kind: "chat", experts: ["chat", "second"] },
      { id: "gpt-4o", kind: "chat", experts: ["chat", "second"] },
      { id: "minilm", kind: "embedding", experts: ["embed"] },
    ],
  });
  expect(formatChatModels(data).split("\n")).toEqual([
    "name    model                   kind",
    "chat    smollm2                 chat",
    "second  smollm2                 chat",
    "embed   minilm                  embedding",
    "auto    as the gateway chooses  chat",
    "gpt-4o  chat, second            chat",
  ]);
});
