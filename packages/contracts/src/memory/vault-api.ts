import { z } from "zod";
import type { Endpoint } from "@hearth/service/http/endpoint.ts";
import {
  backupRecordSchema,
  beginningSchema,
  vaultStateSchema,
  verificationSchema,
  witnessSchema,
} from "./backup-record.ts";

/** One line of the vault's HTTP contract. */
export interface VaultEndpoint extends Endpoint {
  /** `keeper`: needs the keeper's key, which only adds, or the owner's. `owner`: needs the owner's key. */
  readonly access: "open" | "keeper" | "owner";
}

const bytes = "application/octet-stream";

/** The vault's whole contract. It stores the memory service's sealed backups, which it cannot read. */
export const vaultEndpoints = {
  state: {
    method: "GET",
    path: "/v1/state",
    access: "keeper",
    about: "The lives of the memory service, and the backups that there are.",
    answer: vaultStateSchema,
  },
  beginLife: {
    method: "POST",
    path: "/v1/lives",
    access: "keeper",
    about: "Begin a life; no earlier one can write any more.",
    body: beginningSchema,
    answer: z.object({ life: z.int().meta({ description: "Number of the new life." }) }),
    status: 201,
  },
  choose: {
    method: "POST",
    path: "/v1/choice",
    access: "owner",
    about: "End the running life; the next one starts from this backup.",
    body: z.object({ id: z.string().meta({ description: "Id of the backup." }) }),
    answer: z.object({}),
  },
  testify: {
    method: "PUT",
    path: "/v1/witness",
    access: "keeper",
    about: "Note what the memory service was seen to write.",
    body: witnessSchema,
    answer: z.object({}),
  },
  verify: {
    method: "PUT",
    path: "/v1/verification",
    access: "keeper",
    about: "Note that a backup was opened and is whole.",
    body: verificationSchema,
    answer: z.object({}),
  },
  keep: {
    method: "POST",
    path: "/v1/backups",
    access: "keeper",
    about: "Keep a backup; it is on disk once this is answered.",
    query: z.object({
      life: z.coerce.number<number>().pipe(backupRecordSchema.shape.life),
      at: backupRecordSchema.shape.at,
    }),
    stream: "body",
    bodyType: bytes,
    answer: backupRecordSchema,
    status: 201,
  },
  fetch: {
    method: "GET",
    path: "/v1/backups/{id}",
    access: "keeper",
    about: "A backup as it was sent.",
    stream: "answer",
    answerType: bytes,
    answer: z.unknown(),
  },
  health: {
    method: "GET",
    path: "/health",
    access: "open",
    about: "The process serves.",
    answer: z.object({ status: z.string().meta({ description: "`ok`." }) }),
  },
  metrics: {
    method: "GET",
    path: "/metrics",
    access: "open",
    about: "Metrics in Prometheus' text format.",
    answerType: "text/plain",
    answer: z.unknown(),
  },
} satisfies Readonly<Record<string, VaultEndpoint>>;

export type VaultEndpoints = typeof vaultEndpoints;
export type VaultEndpointName = keyof VaultEndpoints;
