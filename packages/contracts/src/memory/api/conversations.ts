import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { id, name, time } from "./fields.ts";

const role = z.enum(["system", "user", "assistant", "tool"]);

export const turn = z.object({
  role: role.meta({ description: "Who spoke." }),
  content: z.string().meta({ description: "What was said." }),
  at: z.string().meta({ description: "When it was said (ISO 8601)." }),
});

/** A summary of turns that have left the buffer. `by`: the expert's name, or `extract` for sentences taken from the turns. */
export const episode = z.object({
  id: id.meta({ description: "Id of the episode." }),
  session: z.string().meta({ description: "Session that it belongs to." }),
  summary: z.string().meta({ description: "Summary of the turns." }),
  by: z
    .string()
    .meta({ description: "Who wrote the summary: the expert's name, or `extract` for whole sentences of the turns." }),
  turns: z.int().meta({ description: "Number of turns that it sums up." }),
  from: z.string().meta({ description: "When its first turn was said (ISO 8601)." }),
  to: z.string().meta({ description: "When its last turn was said (ISO 8601)." }),
});

export const conversationEndpoints = {
  addTurns: defineEndpoint({
    method: "POST",
    path: "/v1/conversations/{session}/turns",
    scope: "memories:write",
    about: "Add turns to a session's buffer; when it is full, its older half becomes an episode.",
    body: z.strictObject({
      user: name.optional().meta({ description: "Person that the assistant talks to." }),
      agent: name.optional().meta({ description: "Agent that takes part. Default: the key's agent." }),
      turns: z
        .array(
          z.strictObject({
            role: role.meta({ description: "Who spoke." }),
            content: z.string().max(32_000).meta({ description: "What was said." }),
            at: time.optional().meta({ description: "When it was said (ISO 8601). Default: now." }),
          }),
        )
        .min(1)
        .max(200)
        .meta({ description: "Turns to add, oldest first." }),
    }),
    answer: z.object({
      buffered: z.int().meta({ description: "Number of turns in the buffer." }),
      episodes: z.array(episode).meta({ description: "Episodes made by this request." }),
    }),
    status: 201,
  }),
  getConversation: defineEndpoint({
    method: "GET",
    path: "/v1/conversations/{session}",
    scope: "memories:read",
    about: "A session's episodes and the turns in its buffer, oldest first.",
    answer: z.object({
      session: z.string().meta({ description: "Name of the session." }),
      episodes: z.array(episode).meta({ description: "Its episodes, oldest first." }),
      turns: z.array(turn).meta({ description: "The turns in its buffer, oldest first." }),
    }),
  }),
  endConversation: defineEndpoint({
    method: "POST",
    path: "/v1/conversations/{session}/end",
    scope: "memories:write",
    about: "End a session: what is in its buffer becomes an episode, and its episodes one long-term memory.",
    body: z.strictObject({}),
    answer: z.object({
      memory: id
        .optional()
        .meta({ description: "Id of the memory that was made; absent if there was nothing to keep." }),
      episodes: z.int().meta({ description: "Number of episodes that the memory sums up." }),
    }),
  }),
  forgetConversation: defineEndpoint({
    method: "DELETE",
    path: "/v1/conversations/{session}",
    scope: "memories:write",
    about: "Forget a session's turns and episodes.",
    answer: z.object({ forgotten: z.int().meta({ description: "Number of records deleted." }) }),
  }),
};
