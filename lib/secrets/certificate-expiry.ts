import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { z } from "zod";
import type { Cluster } from "../config/derive/cluster.ts";
import { notAfter } from "./read-certificate.ts";
import type { StackSecrets } from "./stack-secrets.ts";

/** A certificate with fewer days left is renewed by the next `up`. */
export const renewDays = 30;

const dayMs = 86_400_000;
const expiriesSchema = z.record(z.string(), z.iso.datetime());
const expiriesFile = (stackFolder: string): string => join(stackFolder, "certificates.json");

/** Notes when each node's certificate expires, so that this is known without the stack's secrets. */
export function writeExpiries(stackFolder: string, { nodes }: Pick<Cluster, "nodes">, secrets: StackSecrets): void {
  const expiries = nodes.flatMap(({ name }) => {
    const certificate = secrets[`tls.${name}.certificate`];
    return certificate === undefined ? [] : [[name, notAfter(certificate).toISOString()] as const];
  });
  replaceFile(expiriesFile(stackFolder), `${JSON.stringify(Object.fromEntries(expiries), undefined, 2)}\n`);
}

/** Nodes whose certificates an `up` would renew, as a sentence; undefined if there are none, or the stack was never made. */
export function expiryWarning(stackFolder: string, now = Date.now()): string | undefined {
  const file = expiriesFile(stackFolder);
  if (!existsSync(file)) return undefined;
  const days = Object.entries(expiriesSchema.parse(JSON.parse(readFileSync(file, "utf8"))))
    .map(([node, end]) => ({ node, left: Math.floor((Date.parse(end) - now) / dayMs) }))
    .filter(({ left }) => left < renewDays)
    .toSorted((a, b) => a.left - b.left);
  const [first] = days;
  if (first === undefined) return undefined;
  const names = days.map(({ node }) => node).join(", ");
  const when = first.left < 0 ? "has expired" : `expires in ${first.left} days`;
  return days.length === 1
    ? `the certificate of ${names} ${when}`
    : `the certificates of ${names} expire soon, the first ${first.left < 0 ? "has already" : `in ${first.left} days`}`;
}
