import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

/** A certificate and its private key, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const dayMs = 86_400_000;
const authorityDays = 3_650;
/** Short, since a stolen certificate is good for as long; `hearth up` renews it in time. */
const leafDays = 90;

/**
 * The cluster's own certificate authority; its key never leaves Pulumi's encrypted configuration. Every node's system trusts it, so
 * it can only vouch for names below `domains`: a stolen key cannot pose as somebody else's site.
 */
export async function makeAuthority(commonName: string, domains: readonly string[]): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [commonName] }],
    keys,
    signingAlgorithm: algorithm,
    ...validFor(authorityDays),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      new x509.Extension("2.5.29.30", true, nameConstraints(domains)),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString("pem"), key: await exportKey(keys.privateKey) };
}

/** A certificate for servers and clients under these DNS names and addresses, signed by the authority. */
export async function makeLeaf(
  authority: KeyPair,
  names: { dns: readonly string[]; ip: readonly string[] },
): Promise<KeyPair> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const signingKey = await importKey(authority.key);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [names.dns[0] ?? ""] }],
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    ...validFor(leafDays),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...names.dns.map((value) => ({ type: "dns" as const, value })),
        ...names.ip.map((value) => ({ type: "ip" as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return { certificate: certificate.toString("pem"), key: await exportKey(keys.privateKey) };
}

/** Name constraints (RFC 5280, 4.2.1.10) that permit these domains, and of addresses the machine's own loopback. */
function nameConstraints(domains: readonly string[]): Uint8Array<ArrayBuffer> {
  const dnsName = 0x82;
  const ipAddress = 0x87;
  const sequence = 0x30;
  const permitted = 0xa0;
  const names = domains.map((domain) => der(dnsName, Buffer.from(domain, "ascii")));
  const loopback = der(ipAddress, Uint8Array.of(127, 0, 0, 1, 255, 255, 255, 255));
  const subtrees = [...names, loopback].map((name) => der(sequence, name));
  return der(sequence, der(permitted, Buffer.concat(subtrees)));
}

/** A value in DER. Nothing here is longer than two bytes of length can say. */
function der(tag: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = content;
  const header = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Uint8Array.from([...header, ...content]);
}

/** Clocks of home machines differ, so the validity starts a day earlier. */
const validFor = (days: number): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(Date.now() - dayMs),
  notAfter: new Date(Date.now() + days * dayMs),
});

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

async function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const [der] = x509.PemConverter.decode(pem);
  return webcrypto.subtle.importKey("pkcs8", der as ArrayBuffer, algorithm, false, ["sign"]);
}
