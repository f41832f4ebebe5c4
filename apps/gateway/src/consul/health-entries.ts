import { isIPv6 } from "node:net";
import { z } from "zod";
import { expertKinds, type Expert } from "../routing/expert.ts";

/** Lenient: only what is used, from `GET /v1/health/service/NAME`. */
const healthEntriesSchema = z.array(
  z.object({
    Node: z.object({ Address: z.string() }),
    Service: z.object({
      Address: z.string().nullish(),
      Port: z.int(),
      Meta: z.record(z.string(), z.string()).nullish(),
    }),
  }),
);

/** What an expert serves, in its service's meta: the contract between an expert's job and the gateway. */
const metaSchema = z.object({ kind: z.enum(expertKinds), model: z.string().min(1) });

/** The expert behind Consul's passing entries; undefined where there is none. Throws where the contract is not kept. */
export function toExpert(name: string, value: unknown): Expert | undefined {
  const entries = healthEntriesSchema.parse(value);
  const first = entries[0];
  if (first === undefined) return undefined;
  const meta = metaSchema.safeParse(first.Service.Meta ?? {});
  if (!meta.success) {
    throw new Error(
      `service meta: ${meta.error.issues.map((issue) => issue.path.join(".")).join(", ")} missing or wrong`,
    );
  }
  const instances = entries.map(({ Node, Service }) => ({
    origin: origin(Service.Address || Node.Address, Service.Port),
  }));
  return { name, ...meta.data, instances };
}

const origin = (address: string, port: number): string =>
  `http://${isIPv6(address) ? `[${address}]` : address}:${port}`;
