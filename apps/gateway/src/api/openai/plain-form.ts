import type { AnswerForm } from "../../domain/answer-form.ts";

const nothing = Buffer.alloc(0);

/** OpenAI's chats and completions as an expert answers them; a form, so that they too lose llama-server's counters. */
export const plainForm: AnswerForm = {
  whole: (answer) => answer,
  events: (events) => events,
  end: () => nothing,
};
