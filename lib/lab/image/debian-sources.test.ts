import { expect, test } from "vitest";
import { debianSources, downloadOptions } from "./debian-sources.ts";

const targets = `https://packages.example/tools/ bookworm stable
https://mirror.example/debian/ bookworm main
https://mirror.example/debian/ bookworm contrib
https://mirror.example/debian/ bookworm-updates main
https://mirror.example/security/ bookworm-security main
`;

test("a node uses this machine's mirrors, for its own release", () => {
  expect(debianSources("trixie", "bookworm", targets)).toEqual([
    "deb https://mirror.example/debian/ trixie main",
    "deb https://mirror.example/debian/ trixie-updates main",
    "deb https://mirror.example/security/ trixie-security main",
  ]);
});

test("a machine without Debian's sources gives none", () => {
  expect(debianSources("bookworm", "noble", targets)).toEqual([]);
  expect(debianSources("bookworm", "", "")).toEqual([]);
});

test("proxies, retries and checks of dates are taken over, other settings are not", () => {
  const dump = `APT "";
Acquire::http "";
Acquire::http::Proxy "http://cache.example:3142";
Acquire::https::Verify-Peer "true";
Acquire::Retries "5";
Acquire::Check-Date "false";
Acquire::Languages "none";
Acquire::Check-Valid-Until "";
`;
  expect(downloadOptions(dump)).toEqual([
    'Acquire::http::Proxy "http://cache.example:3142";',
    'Acquire::https::Verify-Peer "true";',
    'Acquire::Retries "5";',
    'Acquire::Check-Date "false";',
  ]);
});
