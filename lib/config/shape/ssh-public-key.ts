/** What is wrong with text that should be an SSH public key. The text itself is never quoted: it may be a private key. */
export interface KeyProblem {
  readonly kind: "private" | "malformed";
  readonly what: string;
  readonly hint: string;
}

const hostKeyTypes = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa"];
const userKeyTypes = [...hostKeyTypes, "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"];

/** A machine's key: `ssh-ed25519 AAAA…`, without the host's name before it. */
export const hostKeyProblem = (text: string): KeyProblem | undefined =>
  publicKeyProblem(
    text,
    hostKeyTypes,
    "run `ssh-keyscan -t ed25519 HOST`, compare it with the machine, and leave the host name out",
  );

/** A person's key, as in `~/.ssh/id_ed25519.pub`; a comment may follow. */
export const userKeyProblem = (text: string): KeyProblem | undefined =>
  publicKeyProblem(text, userKeyTypes, "paste the one line of a file such as `~/.ssh/id_ed25519.pub`");

function publicKeyProblem(text: string, types: readonly string[], hint: string): KeyProblem | undefined {
  const malformed = (what: string): KeyProblem => ({ kind: "malformed", what, hint });
  if (/PRIVATE KEY|b3BlbnNzaC1rZXktdjE/.test(text)) {
    return {
      kind: "private",
      what: "this is a PRIVATE key, which must never leave its machine",
      hint: "take it out of this file and of the file's history, make a new key pair, and paste the line of its .pub file",
    };
  }
  if (/[\r\n]/.test(text.trim())) return malformed("is more than one line, and a public key is one line");
  const [type = "", body = "", ...comment] = text.trim().split(/\s+/);
  if (!types.includes(type)) {
    return malformed(
      types.includes(body)
        ? `has something before \`${body}\``
        : type === "ssh-dss"
          ? "is a DSA key, which OpenSSH no longer takes"
          : `does not start with a key type such as ${types[0] ?? ""}`,
    );
  }
  if (types === hostKeyTypes && comment.length > 0) return malformed("has something behind the key");
  const fields = wireFields(body);
  if (fields === undefined) return malformed("is cut short or altered: its base64 part does not decode to a key");
  if (fields[0]?.toString("latin1") !== type) return malformed(`says ${type} but holds another type of key`);
  if (type === "ssh-ed25519" && fields[1]?.length !== 32) return malformed("is cut short: an ed25519 key has 32 bytes");
  return undefined;
}

/** The length-prefixed fields of a key's binary form (RFC 4253), or undefined where the text is not that. */
function wireFields(base64: string): readonly Buffer[] | undefined {
  const blob = Buffer.from(base64, "base64");
  if (blob.toString("base64") !== base64) return undefined;
  const fields: Buffer[] = [];
  let offset = 0;
  while (offset < blob.length) {
    if (offset + 4 > blob.length) return undefined;
    const end = offset + 4 + blob.readUInt32BE(offset);
    if (end > blob.length) return undefined;
    fields.push(blob.subarray(offset + 4, end));
    offset = end;
  }
  return fields.length >= 2 ? fields : undefined;
}
