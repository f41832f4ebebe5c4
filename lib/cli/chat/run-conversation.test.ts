import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { Message } from "../../chat/ask-gateway.ts";
import { runConversation } from "./run-conversation.ts";

/** What is shown to a person who types these lines, and what was asked. */
async function type(...typed: readonly string[]): Promise<{ shown: string; asked: (readonly Message[])[] }> {
  const input = new PassThrough();
  const output = new PassThrough();
  const asked: (readonly Message[])[] = [];
  input.end(`${typed.join("\n")}\n`);
  await runConversation({
    start: { model: "auto", system: undefined, said: [] },
    maxTokens: 64,
    ask: ({ model, messages }, { onText }) => {
      asked.push(messages);
      if (model === "nosuch")
        throw new HearthError({ code: "API_REFUSED", message: "no such model", hint: "Try auto." });
      for (const part of ["It ", "is."]) onText(part);
      return Promise.resolve({ text: "It is.", expert: "chat", cut: false, tokens: 2, firstTokenMs: 1, totalMs: 2 });
    },
    refuse: (model) => (model === "nope" ? "there is no expert or model nope" : undefined),
    input,
    output,
    signal: new AbortController().signal,
  });
  return { shown: String(output.read()), asked };
}

test("what was said before goes with the next question, until /new", async () => {
  const { shown, asked } = await type("Is it?", "Sure?", "/new", "Again?", "/exit", "never asked");
  expect(asked.map((messages) => messages.map(({ content }) => content))).toEqual([
    ["Is it?"],
    ["Is it?", "It is.", "Sure?"],
    ["Again?"],
  ]);
  expect(shown).toContain("It is.\n(chat, ");
});

test("a question that is refused does not end the conversation, and is not part of it", async () => {
  const { shown, asked } = await type("/model nosuch", "Hello?", "/model auto", "Hello?");
  expect(shown).toContain("error API_REFUSED: no such model");
  expect(asked).toHaveLength(2);
  expect(asked[1]).toHaveLength(1);
});

test("a model that is not there is refused at once, and the conversation goes on with the one before", async () => {
  const { shown } = await type("/model smart", "/model nope", "/model");
  expect(shown).toContain("there is no expert or model nope\nstill asks smart\n");
  expect(shown).toMatch(/asks smart\n[^]*asks smart\n[^]*asks smart\n/);
});

test("a folder that is not there is said in words", async () => {
  expect((await type("/save /nowhere/at/all/talk.md")).shown).toMatch(/not saved: (?!ENOENT)/);
});

test("a conversation is saved, and no file is replaced", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "hearth-talk-")), "talk.md");
  const { shown } = await type("Is it?", `/save ${file}`, `/save ${file}`);
  expect(readFileSync(file, "utf8")).toContain("**You:** Is it?\n\nIt is.\n");
  expect(shown).toContain(`saved in ${file}`);
  expect(shown).toContain(`${file} is there already; name another file`);
});

test("Ctrl-C ends an answer and not the conversation; at the prompt it ends the conversation", async () => {
  const input = new PassThrough();
  const output = new PassThrough();
  let asked = 0;
  const conversation = runConversation({
    start: { model: "auto", system: undefined, said: [] },
    maxTokens: 64,
    ask: (_question, { signal }) => {
      asked++;
      setImmediate(() => input.write("\u0003"));
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          reject(signal.reason as Error);
          setTimeout(() => input.write("\u0003"), 50);
        });
      });
    },
    input,
    output,
    terminal: true,
    signal: new AbortController().signal,
  });
  input.write("Is it?\r");
  await conversation;
  expect(asked).toBe(1);
  expect(String(output.read())).toContain("(stopped; the question is forgotten)");
});
