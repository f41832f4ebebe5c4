import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface ChatTurn {
  /** Number in the chat, from 0. */
  readonly index: number;
  readonly session: string;
  readonly atMs: number;
  readonly text: string;
}

export interface ChatQuestion {
  readonly question: string;
  /** The turns that answer it, by their numbers. */
  readonly turns: readonly number[];
}

export interface Chat {
  readonly title: string;
  readonly turns: readonly ChatTurn[];
  /** When the questions are asked. */
  readonly askedMs: number;
  readonly questions: readonly ChatQuestion[];
}

/** Turns of one day are a minute apart. */
const minuteMs = 60_000;

/** The chats of chats.txt. Throws if a line cannot be read. */
export function readChats(text = readFileSync(join(import.meta.dirname, "chats.txt"), "utf8")): readonly Chat[] {
  // The first lines say what the file holds.
  const [, ...parts] = text.split(/\n\n# /);
  return parts.map(readChat);
}

function readChat(part: string): Chat {
  const [title = "", ...lines] = part.trim().split("\n");
  const turns: ChatTurn[] = [];
  const marks = new Map<string, number>();
  const questions: ChatQuestion[] = [];
  let [session, askedMs] = ["", 0];
  for (const line of lines.filter((each) => each !== "")) {
    const gap = line.indexOf(" ");
    const sign = line.slice(0, gap);
    const rest = line.slice(gap + 1);
    if (sign === "==") {
      session = rest;
    } else if (sign === "@") {
      askedMs = Date.parse(`${rest}T12:00:00Z`);
    } else if (sign === "?") {
      const [names = "", question = ""] = rest.split(": ", 2);
      questions.push({ question, turns: names.split(" ").map((name) => marked(marks, name)) });
    } else {
      const found = /^(\w+)(?: \[(\w+)\])?: (.+)$/.exec(line);
      if (found === null) throw new TypeError(`chats.txt: ${line}`);
      const [, name = "", mark, said = ""] = found;
      const index = turns.length;
      if (mark !== undefined) marks.set(mark, index);
      const atMs = Date.parse(`${session}T09:00:00Z`) + index * minuteMs;
      turns.push({ index, session, atMs, text: `${name}: ${said}` });
    }
  }
  return { title, turns, askedMs, questions };
}

function marked(marks: ReadonlyMap<string, number>, name: string): number {
  const turn = marks.get(name);
  if (turn === undefined) throw new TypeError(`chats.txt: no turn has the mark ${name}`);
  return turn;
}
