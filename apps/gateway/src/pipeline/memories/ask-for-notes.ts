import { readFileSync } from "node:fs";
import type { Dispatcher } from "undici";
import { z } from "zod";
import type { KeyMemories } from "@hearth/contracts/keys/key-memories.ts";
import { request } from "../../upstream/connection/undici.ts";
import { noteSchema, type Note } from "./note.ts";

export interface MemoryDoor {
  readonly dispatcher: Dispatcher;
  readonly keyFile: string;
  readonly minSimilarity: number;
  readonly deadlineMs: number;
  /** Whether the service is asked over TLS; the dispatcher knows how it proves who it is. */
  readonly tls?: unknown;
}

export interface NotesQuestion {
  readonly origin: string;
  readonly query: string;
  readonly memories: KeyMemories;
}

/** The service accepts no longer query, and no embedding model would read more. */
const maxQueryLength = 4_000;
/** More than a token has: ask for too much, since the gateway cuts the notes to size itself. */
const charactersPerToken = 8;
const maxCharacters = 32_000;
/** An answer holds the notes twice, and JSON may use six characters for one. */
const maxAnswerBytes = 16 * maxCharacters;
/** Share of the deadline that the service may wait for the query's embedding; after that it searches by words only. */
const embeddingShare = 0.6;

const answerSchema = z.object({ notes: z.array(noteSchema) });

/**
 * The memories of the key's user that fit the query, best first. Throws if the service is unreachable, refuses, is late, or answers
 * with something invalid or another user's. The errors never quote a memory.
 */
export async function askForNotes(
  { dispatcher, keyFile, minSimilarity, deadlineMs, tls }: MemoryDoor,
  { origin, query, memories }: NotesQuestion,
): Promise<readonly Note[]> {
  const { user, agent, limit, tokens } = memories;
  const address = tls === undefined ? origin : origin.replace(/^http:/, "https:");
  const answer = await request(`${address}/v1/context`, {
    dispatcher,
    method: "POST",
    headers: {
      authorization: `Bearer ${readFileSync(keyFile, "utf8").trim()}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({
      query: query.slice(0, maxQueryLength).toWellFormed(),
      filter: { user, ...(agent === undefined ? {} : { agent }) },
      characters: Math.min(maxCharacters, tokens * charactersPerToken),
      limit,
      minSimilarity,
      withinMs: Math.ceil(deadlineMs * embeddingShare),
    }),
    signal: AbortSignal.timeout(deadlineMs),
  });
  const text = await textOf(answer.body);
  if (answer.statusCode !== 200) throw new Error(`the memory service answered ${answer.statusCode}`);
  const notes = parsed(text);
  // The service filters by user, but check it anyway.
  if (notes.some((note) => note.user !== user || (agent !== undefined && note.agent !== agent))) {
    throw new Error("the memory service sent another user's notes");
  }
  return notes;
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) throw new Error("the memory service's answer is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): readonly Note[] {
  try {
    return answerSchema.parse(JSON.parse(text)).notes;
  } catch {
    // A parser's own message quotes what it read.
    throw new Error("the memory service sent an invalid answer");
  }
}
