import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { id, name, time } from "./fields.ts";

const role = z.enum(["system", "user", "assistant", "tool"]);

export const turn = z.object({ role, content: z.string(), at: z.string() });

/** Some turns of a session that left the buffer, as a summary. `by`: the expert's name, or `extract` for whole sentences of the turns. */
export const episode = z.object({
  id,
  session: z.string(),
  summary: z.string(),
  by: z.string(),
  turns: z.int(),
  from: z.string(),
  to: z.string(),
});

export const conversationEndpoints = {
  addTurns: defineEndpoint({
    method: "POST",
    path: "/v1/conversations/{session}/turns",
    scope: "memories:write",
    about: "Add turns to a session's buffer; when it is full, its older half becomes an episode.",
    body: z.strictObject({
      user: name.optional(),
      agent: name.optional(),
      turns: z
        .array(z.strictObject({ role, content: z.string().max(32_000), at: time.optional() }))
        .min(1)
        .max(200),
    }),
    answer: z.object({ buffered: z.int(), episodes: z.array(episode) }),
    status: 201,
  }),
  getConversation: defineEndpoint({
    method: "GET",
    path: "/v1/conversations/{session}",
    scope: "memories:read",
    about: "A session's episodes and the turns in its buffer, oldest first.",
    answer: z.object({ session: z.string(), episodes: z.array(episode), turns: z.array(turn) }),
  }),
  endConversation: defineEndpoint({
    method: "POST",
    path: "/v1/conversations/{session}/end",
    scope: "memories:write",
    about: "End a session: what is in its buffer becomes an episode, and its episodes one long-term memory.",
    body: z.strictObject({}),
    answer: z.object({ memory: id.optional(), episodes: z.int() }),
  }),
  forgetConversation: defineEndpoint({
    method: "DELETE",
    path: "/v1/conversations/{session}",
    scope: "memories:write",
    about: "Forget a session's turns and episodes.",
    answer: z.object({ forgotten: z.int() }),
  }),
};
