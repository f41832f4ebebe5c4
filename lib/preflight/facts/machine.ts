import { bytesText } from "./bytes-text.ts";
import { chooseDrivers, surroundingsOf } from "../../profile/gpu/choose-driver.ts";
import type { NodeProfile } from "../../profile/node-profile.ts";
import { failure, ok, warning, type FactCheck } from "./fact-check.ts";

/** What the machine itself brings, and what may surprise its owner later. */
export const machineChecks: readonly FactCheck[] = [
  {
    name: "data-path",
    about: "the disk that the inventory names for data and models",
    judge: ({ fileSystems }, { dataPath }) => {
      if (dataPath === undefined) return ok("none named: /srv/hearth and /var/lib/nomad");
      const disk = holds(fileSystems, dataPath);
      if (disk === undefined) return ok("the machine does not say what is mounted");
      if (disk.mount === "/") {
        return failure(
          `no other disk is mounted at ${dataPath}`,
          "Mount it there, such as with a line in /etc/fstab, or correct `dataPath` in the inventory.",
        );
      }
      if (disk.freeBytes < spare) {
        const hint = "Free some room there, or name another disk.";
        return failure(`${bytesText(disk.freeBytes)} are free at ${dataPath}`, hint);
      }
      return ok(`${disk.device} at ${disk.mount}, ${bytesText(disk.freeBytes)} free`);
    },
  },
  {
    name: "model-disk",
    about: "room for the models",
    judge: ({ fileSystems, depot }, { stock, models, dataPath }) => {
      const missing = stock
        .filter(({ sha256 }) => !depot.includes(sha256))
        .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      const shelf = holds(fileSystems, dataPath ?? "/srv/hearth");
      const hint = "Free some room, mount a larger disk there, or choose smaller models.";
      if (shelf !== undefined && missing > 0 && missing + spare > shelf.freeBytes) {
        return failure(
          `${bytesText(missing)} are wanted and ${bytesText(shelf.freeBytes)} are free in ${dataPath ?? "/srv"}`,
          hint,
        );
      }
      // What a running expert has fetched takes room already, so only a disk that could never hold it is named.
      const wanted = models.reduce((sum, size) => sum + size, 0);
      const workplace = holds(fileSystems, dataPath ?? "/var/lib/nomad");
      if (workplace !== undefined && wanted + spare > workplace.sizeBytes) {
        return failure(
          `experts fetch ${bytesText(wanted)}, and the disk of ${dataPath ?? "/var/lib/nomad"} has ${bytesText(workplace.sizeBytes)}`,
          hint,
        );
      }
      return ok(
        shelf === undefined
          ? "the machine does not say what is free"
          : `${bytesText(shelf.freeBytes)} free in ${dataPath ?? "/srv"}`,
      );
    },
  },
  {
    name: "encrypted-disk",
    about: "the machine starts without somebody who types a passphrase",
    judge: ({ fileSystems }) => {
      const locked = fileSystems.filter(({ encrypted }) => encrypted).map(({ mount }) => mount);
      if (!locked.includes("/")) return ok(locked.length === 0 ? "not encrypted" : `${locked.join(", ")} encrypted`);
      return warning(
        "/ is encrypted (LUKS)",
        "After a reboot or a power cut the machine waits for its passphrase, unless you have set it up to unlock by TPM, Clevis or dropbear. Data is safer this way: waive the check once that is clear.",
      );
    },
  },
  {
    name: "secure-boot",
    about: "drivers that Secure Boot would not load",
    judge: (profile) => {
      const { secureBoot } = profile.system;
      if (secureBoot !== "on") return ok(secureBoot === "off" ? "off" : "the firmware has none");
      const unsigned = chooseDrivers(profile.gpus, surroundingsOf(profile)).filter(({ driver }) =>
        driver.startsWith("nvidia"),
      );
      if (unsigned.length === 0) return ok("on; no driver outside the kernel is needed");
      return warning(
        `on, and NVIDIA's module is not signed for it`,
        "Enrol the machine's own key (MOK) when its driver is installed: at the next boot, the machine's screen asks for a password once.",
      );
    },
  },
  {
    name: "user-namespaces",
    about: "user namespaces, which rootless containers need",
    judge: ({ system }) =>
      system.userNamespaces
        ? ok("allowed")
        : warning(
            "switched off",
            "Set `kernel.unprivileged_userns_clone=1` if you use rootless containers; Hearth's own jobs do without.",
          ),
  },
  {
    name: "power",
    about: "power from the mains",
    judge: ({ power }) =>
      power.battery && power.onMains === false
        ? warning(
            `on battery${power.batteryPercent === undefined ? "" : `, ${power.batteryPercent} %`}`,
            "Plug it in: a node that switches off takes its experts with it.",
          )
        : ok(power.battery ? "mains, with a battery" : "mains"),
  },
  {
    name: "hosts-file",
    about: "who writes /etc/hosts",
    judge: ({ cloudHosts }) =>
      ok(
        cloudHosts ? "cloud-init at every boot, from its template, which gets the overlay's names too" : "nobody else",
      ),
  },
];

/** What stays free beside the models. */
const spare = 2 ** 30;

/** The file system that a folder is on; it may not be there yet. */
function holds(
  fileSystems: NodeProfile["fileSystems"],
  folder: string,
): NodeProfile["fileSystems"][number] | undefined {
  return fileSystems
    .filter(({ mount }) => mount === "/" || folder === mount || folder.startsWith(`${mount}/`))
    .toSorted((a, b) => b.mount.length - a.mount.length)[0];
}
