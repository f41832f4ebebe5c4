import { z } from "zod";

/* The fields of Consul's answers that Hearth uses, with Consul's names; others are dropped. */

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

export const serviceInstanceSchema = z
  .object({
    Node: z.object({ Node: z.string(), Address: z.string() }),
    Service: z.object({
      ID: z.string(),
      Address: text,
      Port: z.int(),
      Tags: z
        .array(z.string())
        .nullish()
        .transform((tags) => tags ?? []),
      Meta: z
        .record(z.string(), z.string())
        .nullish()
        .transform((meta) => meta ?? {}),
    }),
    Checks: z.array(z.object({ Name: z.string(), Status: z.string(), Output: text })),
  })
  .transform(({ Node, Service, Checks }) => ({
    id: Service.ID,
    node: Node.Node,
    address: Service.Address === "" ? Node.Address : Service.Address,
    port: Service.Port,
    tags: Service.Tags,
    meta: Service.Meta,
    /** Checks of the service and of its node: passing, warning or critical. */
    checks: Checks.map((check) => ({ name: check.Name, status: check.Status, output: check.Output })),
  }));
export type ServiceInstance = z.output<typeof serviceInstanceSchema>;

export const kvRowsSchema = z.array(
  z
    .object({ Key: z.string(), Value: z.base64().nullable(), ModifyIndex: z.int().nonnegative() })
    .transform(({ Key, Value, ModifyIndex }) => ({
      key: Key,
      value: Buffer.from(Value ?? "", "base64").toString("utf8"),
      index: ModifyIndex,
    })),
);

export const namedSchema = z.object({ ID: z.string(), Name: z.string() });

export const bindingRuleSchema = z.object({
  ID: z.string(),
  BindType: z.string(),
  BindName: z.string(),
  Selector: text,
});

/** Grants rights to logins whose token matches the selector. */
export interface BindingRule {
  readonly method: string;
  readonly bindType: "service" | "role" | "policy";
  readonly bindName: string;
  readonly selector: string;
}

export interface ConsulToken {
  readonly accessorId: string;
  readonly secretId: string;
  readonly description: string;
  /** Names. */
  readonly policies: readonly string[];
}

export interface AuthMethod {
  readonly name: string;
  readonly type: "jwt";
  readonly description: string;
  /** In Consul's own field names. */
  readonly config: Readonly<Record<string, unknown>>;
}
