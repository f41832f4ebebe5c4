import { expect, test } from "vitest";
import { imageRecipe, type Surroundings } from "./node-image.ts";

const plain: Surroundings = { sources: [], aptOptions: [], authorities: {} };

test("the same recipe has the same tag, another one another", () => {
  const tag = imageRecipe("bookworm", plain).tag;
  expect(tag).toMatch(/^hearth-node:bookworm-[0-9a-f]{12}$/);
  expect(imageRecipe("bookworm", plain).tag).toBe(tag);
  expect(imageRecipe("bookworm", { ...plain, aptOptions: ['Acquire::Retries "5";'] }).tag).not.toBe(tag);
  expect(imageRecipe("bookworm", { ...plain, sources: ["deb https://mirror.example bookworm main"] }).tag).not.toBe(
    tag,
  );
  expect(imageRecipe("bookworm", { ...plain, authorities: { "home.crt": "PEM" } }).tag).not.toBe(tag);
});

test("each release starts with the cgroups its systemd wants", () => {
  expect(imageRecipe("bookworm", plain).files["init"]).toContain("mount -t cgroup -o none,name=systemd");
  expect(imageRecipe("trixie", plain).files["init"]).toContain("mount -t cgroup2 cgroup2 /sys/fs/cgroup");
});

test("this machine's certificate authorities are trusted in the node", () => {
  const { files } = imageRecipe("bookworm", { ...plain, authorities: { "home.crt": "PEM" } });
  expect(files["authority-home.crt"]).toBe("PEM");
  expect(files["finish"]).toContain(
    'install -m 0644 "$here/authority-home.crt" "$root/usr/local/share/ca-certificates/home.crt"',
  );
});

test("no node shares a host key, a machine id or a name with another or with this machine", () => {
  const { files } = imageRecipe("bookworm", plain);
  expect(files["finish"]).toContain('rm -f "$root"/etc/ssh/ssh_host_*');
  expect(files["finish"]).toContain("for file in hosts hostname resolv.conf machine-id");
});

test("apt-get's settings reach mmdebstrap as options", () => {
  const { options } = imageRecipe("bookworm", { ...plain, aptOptions: ['Acquire::Retries "5";'] });
  expect(options).toContain('--aptopt=Acquire::Retries "5";');
});
