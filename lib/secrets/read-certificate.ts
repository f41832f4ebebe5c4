import { X509Certificate } from "node:crypto";

const dayMs = 86_400_000;

/** When a PEM certificate expires. */
export const notAfter = (certificate: string): Date => new X509Certificate(certificate).validToDate;

/** Days until a PEM certificate expires. */
export function daysLeft(certificate: string, now = Date.now()): number {
  return (notAfter(certificate).getTime() - now) / dayMs;
}

/** The DNS names of a PEM certificate, in its order. */
export function dnsNames(certificate: string): readonly string[] {
  const names = new X509Certificate(certificate).subjectAltName?.split(", ") ?? [];
  return names.flatMap((name) => (name.startsWith("DNS:") ? [name.slice("DNS:".length)] : []));
}
