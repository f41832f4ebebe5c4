import { administrationEndpoints } from "./administration.ts";
import { checkpointEndpoints } from "./checkpoints.ts";
import { conversationEndpoints } from "./conversations.ts";
import { documentEndpoints } from "./documents.ts";
import { memoryEndpoints } from "./memories.ts";
import { skillEndpoints } from "./skills.ts";

/**
 * The memory service's whole contract. Errors are `{"error":{"code","message","param"}}` with the codes of api/api-error.ts. Send the
 * key as `Authorization: Bearer KEY`.
 */
export const endpoints = {
  ...memoryEndpoints,
  ...conversationEndpoints,
  ...skillEndpoints,
  ...documentEndpoints,
  ...checkpointEndpoints,
  ...administrationEndpoints,
};

export type Endpoints = typeof endpoints;
export type EndpointName = keyof Endpoints;
