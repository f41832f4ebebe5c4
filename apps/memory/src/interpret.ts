import { messageOf } from "@hearth/kernel/errors.ts";
import { ApiError } from "./api/api-error.ts";
import { chunksOf } from "./documents/chunks-of.ts";
import { answerTasks } from "./interpreter/answer-tasks.ts";
import { checkContent, problemsOf } from "./skills/check-schema.ts";

/* The program of the threads that interpret what callers send; `interpreter/interpreter.ts` starts them. */
answerTasks({
  chunksOf,
  checkContent,
  problemsOf({ parameters, given }: { parameters: Parameters<typeof problemsOf>[0]; given: object }) {
    try {
      return problemsOf(parameters, given);
    } catch (thrown) {
      // Such as a reference to nothing, in a part that was not reached when the skill was saved.
      throw new ApiError("unreadable", `The skill's parameters cannot be applied: ${messageOf(thrown)}`);
    }
  },
});
