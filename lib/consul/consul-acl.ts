import { z } from "zod";
import type { ClusterClient } from "../http/cluster-client.ts";
import { expectFound, expectSuccess } from "../http/expect-success.ts";
import {
  bindingRuleSchema,
  namedSchema,
  type AuthMethod,
  type BindingRule,
  type ConsulToken,
} from "@hearth/contracts/consul/consul-types.ts";

const accessorSchema = z.object({ AccessorID: z.string() });

/** Consul's access control. Every `put` creates or updates, so it is safe to repeat. */
export interface ConsulAcl {
  putPolicy(policy: { name: string; description: string; rules: string }): Promise<void>;
  putRole(role: { name: string; description: string; policies: readonly string[] }): Promise<void>;
  /** The token has IDs that we choose, which Consul accepts only at creation. */
  putToken(token: ConsulToken): Promise<void>;
  /** The public half of the token that is used. */
  ownAccessor(): Promise<string>;
  /** Does nothing if there is no such token. */
  deleteToken(accessorId: string): Promise<void>;
  /** Accessors of the tokens with these descriptions. */
  accessorsOf(descriptions: readonly string[]): Promise<readonly string[]>;
  putAuthMethod(method: AuthMethod): Promise<void>;
  /** Rules have no name: one with the same method, type and bind name is the same rule. */
  putBindingRule(rule: BindingRule): Promise<void>;
}

export function createConsulAcl(client: ClusterClient): ConsulAcl {
  const put = (path: string, body: unknown): Promise<unknown> => expectSuccess(client, { method: "PUT", path, body });
  const find = (path: string): Promise<unknown> => expectFound(client, { method: "GET", path });

  /** Policies and roles alike are found by name and written by id. */
  async function putNamed(
    kind: "policy" | "role",
    body: { readonly Name: string; readonly [field: string]: unknown },
  ): Promise<void> {
    const found = namedSchema.nullish().parse(await find(`/v1/acl/${kind}/name/${encodeURIComponent(body.Name)}`));
    await put(found ? `/v1/acl/${kind}/${found.ID}` : `/v1/acl/${kind}`, body);
  }

  return {
    async putPolicy({ name, description, rules }) {
      await putNamed("policy", { Name: name, Description: description, Rules: rules });
    },
    async putRole({ name, description, policies }) {
      const Policies = policies.map((policy) => ({ Name: policy }));
      await putNamed("role", { Name: name, Description: description, Policies });
    },
    async putToken({ accessorId, secretId, description, policies }) {
      const body = {
        AccessorID: accessorId,
        SecretID: secretId,
        Description: description,
        Policies: policies.map((policy) => ({ Name: policy })),
      };
      const { status } = await client({ method: "GET", path: `/v1/acl/token/${accessorId}` });
      // Consul answers 403, not 404, for an unknown token.
      await put(status < 300 ? `/v1/acl/token/${accessorId}` : "/v1/acl/token", body);
    },
    async ownAccessor() {
      return accessorSchema.parse(await expectSuccess(client, { method: "GET", path: "/v1/acl/token/self" }))
        .AccessorID;
    },
    async deleteToken(accessorId) {
      await expectFound(client, { method: "DELETE", path: `/v1/acl/token/${accessorId}` });
    },
    async accessorsOf(descriptions) {
      const listed = await expectSuccess(client, { method: "GET", path: "/v1/acl/tokens" });
      const tokens = z.array(accessorSchema.extend({ Description: z.string() })).parse(listed);
      return tokens.filter(({ Description }) => descriptions.includes(Description)).map(({ AccessorID }) => AccessorID);
    },
    async putAuthMethod({ name, type, description, config }) {
      const body = { Name: name, Type: type, Description: description, Config: config };
      const path = `/v1/acl/auth-method/${encodeURIComponent(name)}`;
      const found = await find(path);
      await put(found === undefined ? "/v1/acl/auth-method" : path, body);
    },
    async putBindingRule({ method, bindType, bindName, selector }) {
      const body = { AuthMethod: method, BindType: bindType, BindName: bindName, Selector: selector };
      const query = { authmethod: method };
      const listed = await expectSuccess(client, { method: "GET", path: "/v1/acl/binding-rules", query });
      const rules = z.array(bindingRuleSchema).parse(listed);
      const same = rules.find((rule) => rule.BindType === bindType && rule.BindName === bindName);
      await put(same === undefined ? "/v1/acl/binding-rule" : `/v1/acl/binding-rule/${same.ID}`, body);
    },
  };
}
