import { isIPv6 } from "node:net";
import { z } from "zod";
import { expertKinds, type Capabilities, type Expert, type Instance } from "../../domain/expert.ts";

/** The fields that are used of `GET /v1/health/service/NAME`; others are ignored. */
const healthEntriesSchema = z.array(
  z.object({
    Node: z.object({ Address: z.string() }),
    Service: z.object({
      Address: z.string().nullish(),
      Port: z.int(),
      Meta: z.record(z.string(), z.string()).nullish(),
    }),
    Checks: z.array(z.object({ Status: z.string() })).nullish(),
  }),
);

const answer = z.enum(["yes", "no"]).optional();

/** What an expert serves, from its service's meta: the contract between an expert's job and the gateway. */
const metaSchema = z.object({
  kind: z.enum(expertKinds),
  model: z.string().min(1),
  /** Context size in tokens, as a decimal number. */
  context: z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .optional(),
  tools: answer,
  vision: answer,
  audio: answer,
});

/**
 * The expert behind Consul's entries without a failed check; undefined if there are none. One with a warning counts: it answers, with
 * less than was planned. Throws if the meta breaks the contract.
 */
export function toExpert(name: string, value: unknown): Expert | undefined {
  const entries = healthEntriesSchema
    .parse(value)
    .filter(({ Checks }) => (Checks ?? []).every(({ Status }) => Status === "passing" || Status === "warning"));
  const first = entries[0];
  if (first === undefined) return undefined;
  const meta = metaSchema.safeParse(first.Service.Meta ?? {});
  if (!meta.success) {
    throw new Error(
      `service meta: ${meta.error.issues.map((issue) => issue.path.join(".")).join(", ")} missing or wrong`,
    );
  }
  const instances = instancesOf(entries);
  const { kind, model, ...said } = meta.data;
  const capabilities = capabilitiesOf(said);
  return { name, kind, model, ...(capabilities === undefined ? {} : { capabilities }), instances };
}

/** The addresses of a service's passing entries. Throws if the value has another shape. */
export const toInstances = (value: unknown): readonly Instance[] => instancesOf(healthEntriesSchema.parse(value));

const instancesOf = (entries: z.infer<typeof healthEntriesSchema>): readonly Instance[] =>
  entries.map(({ Node, Service }) => ({ origin: origin(Service.Address || Node.Address, Service.Port) }));

/** Undefined if the expert declares none. */
function capabilitiesOf({
  context,
  ...can
}: Omit<z.infer<typeof metaSchema>, "kind" | "model">): Capabilities | undefined {
  const said = Object.entries(can).filter(([, value]) => value !== undefined);
  if (context === undefined && said.length === 0) return undefined;
  return {
    ...(context === undefined ? {} : { contextTokens: Number(context) }),
    ...Object.fromEntries(said.map(([name, value]) => [name, value === "yes"])),
  };
}

const origin = (address: string, port: number): string =>
  `http://${isIPv6(address) ? `[${address}]` : address}:${port}`;
