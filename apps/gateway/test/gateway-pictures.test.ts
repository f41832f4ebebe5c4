import { expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert } from "./fake-expert.ts";
import { chatService, startTestGateway } from "./start-test-gateway.ts";

const url = "data:image/png;base64,iVBORw0KGgo=";
const content = [
  { type: "text", text: "What is this?" },
  { type: "image_url", image_url: { url } },
];

test.each([
  ["auto", "no", [400, "Expert 'chat' takes no pictures. Ask one that does, or leave the pictures out."]],
  ["chat", "no", [400, "Expert 'chat' takes no pictures. Ask one that does, or leave the pictures out."]],
  ["auto", "yes", [200, undefined]],
])("a picture for %s, whose expert says %s to vision", async (model, vision, wanted) => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  const service = chatService(expert);
  await using gateway = await startTestGateway({
    services: { "expert-chat": { ...service, meta: { ...service.meta, vision } } },
  });
  const answer = await gateway.post("/v1/chat/completions", { model, messages: [{ role: "user", content }] });
  const { error } = (await answer.json()) as { error?: { message: string } };
  expect([answer.status, error?.message]).toEqual(wanted);
});
