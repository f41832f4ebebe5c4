import { expect, test } from "vitest";
import { sshFailure } from "./ssh-failure.ts";

const run = (stderr: string) => ({ exitCode: 255, stdout: "", stderr, firstOutputAt: undefined });

const wall = `@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
The fingerprint for the ED25519 key sent by the remote host is
SHA256:Xqk1vVTzN8hYx0bNQmB2y0WQm1R0sXw8r4cHq9k2b3A.
Add correct host key in /x/.hearth/home/known_hosts to get rid of this message.
Host key verification failed.`;

test("of another host key the one that was shown is named, and where the right one belongs", () => {
  const error = sshFailure("n2", run(wall));
  expect(error.code).toBe("HOST_KEY_MISMATCH");
  expect(error.message).toContain("SHA256:Xqk1vVTzN8hYx0bNQmB2y0WQm1R0sXw8r4cHq9k2b3A");
  expect(error.hint).toContain("nodes[n2].ssh.hostKey");
  expect(error.format()).not.toContain("known_hosts");
});

test.each([
  ["Host key verification failed.", "HOST_KEY_MISMATCH"],
  ["Received disconnect: Too many authentication failures", "LOGIN_REFUSED"],
  ["ada@192.0.2.1: Permission denied (publickey).", "LOGIN_REFUSED"],
  ["ssh: connect to host 192.0.2.1 port 22: No route to host", "NODE_UNREACHABLE"],
])("%j is %s", (stderr, code) => {
  expect(sshFailure("n2", run(stderr)).code).toBe(code);
});
