import { isChat } from "../cache/cacheable.ts";
import type { Exchange } from "../../domain/exchange.ts";
import type { KeyMemories } from "@hearth/contracts/keys/key-memories.ts";
import type { Choice } from "../../domain/choice.ts";
import type { Inference } from "../../domain/inference.ts";
import type { Memories } from "../../domain/memories.ts";
import type { Instance } from "../../domain/expert.ts";
import type { Breakers } from "../../upstream/experts/breakers.ts";
import type { NotesQuestion } from "./ask-for-notes.ts";
import type { Note } from "./note.ts";
import { noteRecalled } from "../../domain/note-recalled.ts";
import { roomForNotes } from "./room-for-notes.ts";
import { withNotes } from "./with-notes.ts";
import { writeNotes } from "./write-notes.ts";

export interface RecallPorts {
  /** Instances of the memory service. */
  readonly instances: () => readonly Instance[];
  readonly ask: (question: NotesQuestion) => Promise<readonly Note[]>;
  readonly breakers: Pick<Breakers, "allows" | "started" | "succeeded" | "failed">;
  /** Maximum number of concurrent queries. */
  readonly inFlight: number;
  readonly onFailure: (error: unknown) => void;
  /** Called with a request's body before and after notes were added. */
  readonly onAdded: (plain: Buffer, changed: Buffer) => void;
}

interface Wanted {
  readonly memories: KeyMemories;
  readonly query: string;
  readonly tokens: number;
}

/**
 * Adds notes to chats of keys that ask for them. If the memory service is unreachable, slow or refuses, the request stays unchanged.
 * A breaker pauses queries to a failing service, so that not every request waits for the deadline.
 */
export class Recall implements Memories {
  readonly #ports: RecallPorts;
  #asking = 0;

  constructor(ports: RecallPorts) {
    this.#ports = ports;
  }

  addTo(exchange: Exchange, inference: Inference, choice: Choice): Inference | Promise<Inference> {
    const memories = exchange.caller?.memories;
    if (memories === undefined || !isChat(inference)) return inference;
    const reason = reasonForNone(exchange, choice);
    if (reason !== undefined) {
      noteRecalled(exchange, reason);
      return inference;
    }
    const query = inference.text().trim();
    const tokens = roomForNotes(inference, withNotesOnly(choice), memories.tokens);
    return this.#add(exchange, inference, { memories, query, tokens });
  }

  async #add(exchange: Exchange, inference: Inference, wanted: Wanted): Promise<Inference> {
    const startMs = performance.now();
    try {
      const written =
        wanted.query === "" || wanted.tokens === 0 ? undefined : writeNotes(await this.#ask(wanted), wanted.tokens);
      const changed = written === undefined ? inference : withNotes(inference, written);
      if (changed !== inference) this.#ports.onAdded(inference.body, changed.body);
      noteRecalled(exchange, written?.count ?? 0);
      return changed;
    } catch {
      noteRecalled(exchange, "unavailable");
      return inference;
    } finally {
      exchange.memoriesMs = performance.now() - startMs;
    }
  }

  async #ask({ memories, query }: Wanted): Promise<readonly Note[]> {
    const { instances, ask, breakers, inFlight, onFailure } = this.#ports;
    const instance = instances().find(({ origin }) => breakers.allows(origin));
    if (instance === undefined || this.#asking >= inFlight)
      throw new Error("no instance of the memory service is available");
    const { origin } = instance;
    breakers.started(origin);
    this.#asking += 1;
    try {
      const notes = await ask({ origin, query, memories });
      breakers.succeeded(origin);
      return notes;
    } catch (error) {
      onFailure(error);
      breakers.failed(origin);
      throw error;
    } finally {
      this.#asking -= 1;
    }
  }
}

function reasonForNone({ request }: Exchange, { experts, withoutNotes }: Choice): "off" | "withheld" | undefined {
  if (request.headers["x-hearth-memories"] === "off") return "off";
  const [first] = experts;
  return first !== undefined && withoutNotes?.has(first) === true ? "withheld" : undefined;
}

const withNotesOnly = ({ experts, withoutNotes }: Choice): Choice["experts"] =>
  withoutNotes === undefined ? experts : experts.filter((expert) => !withoutNotes.has(expert));
