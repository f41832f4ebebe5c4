import { createHash } from "node:crypto";

/** Of a public key `TYPE BASE64`, as `ssh-keygen -l` prints it: `SHA256:…`. */
export function fingerprint(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(" ")[1] ?? "", "base64");
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}
