import { z } from "zod";
import { HearthError } from "@hearth/kernel/errors.ts";

/** What Alertmanager is asked, and what it answers. */
export type AskAlertmanager = (question: {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
}) => Promise<unknown>;

/** Alerts with this label are not sent: those of a node, or of a job. */
export interface Silenced {
  readonly label: "node" | "job";
  readonly value: string;
}

const madeBy = "hearth";
const created = z.object({ silenceID: z.string() });
const listed = z.array(
  z.object({ id: z.string(), createdBy: z.string(), status: z.object({ state: z.string() }), endsAt: z.string() }),
);

/** No messages until then. One that was made before for the same is replaced, so that the end is the one that was said last. */
export async function silence(
  ask: AskAlertmanager,
  { label, value }: Silenced,
  { forMs, comment, now = new Date() }: { forMs: number; comment: string; now?: Date },
): Promise<{ readonly id: string; readonly endsAt: string }> {
  await endSilences(ask, { label, value });
  const endsAt = new Date(now.getTime() + forMs).toISOString();
  const matchers = [{ name: label, value, isRegex: false, isEqual: true }];
  const body = { matchers, startsAt: now.toISOString(), endsAt, createdBy: madeBy, comment };
  const answer = created.safeParse(await ask({ method: "POST", path: "/api/v2/silences", body }));
  if (answer.success) return { id: answer.data.silenceID, endsAt };
  throw new HearthError({
    code: "UNHEALTHY",
    message: "Alertmanager answers something else than expected",
    hint: "Read what it says with `hearth logs alertmanager`.",
  });
}

/** Ends those that Hearth made, and says how many there were; a person's own stay. */
export async function endSilences(ask: AskAlertmanager, { label, value }: Silenced): Promise<number> {
  const filter = encodeURIComponent(`${label}="${value}"`);
  const found = listed.parse(await ask({ path: `/api/v2/silences?filter=${filter}` }));
  const own = found.filter(({ createdBy, status }) => createdBy === madeBy && status.state !== "expired");
  for (const { id } of own) await ask({ method: "DELETE", path: `/api/v2/silence/${id}` });
  return own.length;
}
