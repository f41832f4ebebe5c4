import type { ServiceEndpoint } from "../cluster/service-endpoint.ts";
import { askGateway, question, type Answer } from "./ask-gateway.ts";

export const firstQuestion = "What is the capital of France? Answer in one sentence.";

/** What every start ends with: the proof that the gateway delivers tokens. */
export const askFirstQuestion = (gateway: ServiceEndpoint): Promise<Answer> =>
  askGateway(gateway, {
    messages: question(firstQuestion),
    model: "auto",
    maxTokens: 64,
    fresh: true,
  });
