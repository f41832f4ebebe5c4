import type { AnswerOf, Call, Handlers } from "./service/call.ts";
import type { EndpointName } from "@hearth/contracts/memory/api/endpoints.ts";
import { administrationHandlers, type AdministrationOptions } from "./administration/administration-handlers.ts";
import { checkpointHandlers } from "./checkpoints/checkpoint-handlers.ts";
import { conversationHandlers, type ConversationOptions } from "./conversations/conversation-handlers.ts";
import { documentHandlers } from "./documents/document-handlers.ts";
import { memoryHandlers } from "./memories/memory-handlers.ts";
import { skillHandlers } from "./skills/skill-handlers.ts";
import type { Core } from "./service/core.ts";

export interface ServiceOptions {
  readonly conversations: ConversationOptions;
  readonly skillVersions: number;
  readonly administration: AdministrationOptions;
}

/** All endpoints but those with a streamed body or answer, which the app handles itself. */
export type HandledName = Exclude<EndpointName, "export" | "import">;

/** A handler as the app calls it, with name and input types known only at run time. */
export type AnyHandler = (call: Call<never>) => Promise<AnswerOf<EndpointName>>;

/** The handlers of all endpoints. */
export function memoryService(core: Core, options: ServiceOptions): Handlers<HandledName> {
  return {
    ...memoryHandlers(core),
    ...conversationHandlers(core, options.conversations),
    ...skillHandlers(core, options.skillVersions),
    ...documentHandlers(core),
    ...checkpointHandlers(core),
    ...administrationHandlers(core, options.administration),
  };
}
