import { expect, test } from "vitest";
import { dockerLeftovers } from "./docker-firewall.ts";

test("Docker's chains and the rules that lead to them or to its bridges go, all others stay", () => {
  const rules = `-P INPUT ACCEPT
-P FORWARD DROP
-N DOCKER
-N DOCKER-USER
-N MINE
-A INPUT -j MINE
-A FORWARD -j DOCKER-USER
-A FORWARD -i br-243d551ca773 ! -o br-243d551ca773 -j ACCEPT
-A FORWARD -i br-lan -j ACCEPT
-A DOCKER-USER -j RETURN
-A MINE -p tcp -j ACCEPT
`;
  expect(dockerLeftovers(rules).map((rule) => rule.join(" "))).toEqual([
    "-D FORWARD -j DOCKER-USER",
    "-D FORWARD -i br-243d551ca773 ! -o br-243d551ca773 -j ACCEPT",
    "-F DOCKER",
    "-F DOCKER-USER",
    "-X DOCKER",
    "-X DOCKER-USER",
  ]);
});

test("a table without Docker is left alone", () => {
  expect(dockerLeftovers("-P INPUT ACCEPT\n-N MINE\n-A INPUT -j MINE\n")).toEqual([]);
});
