import { z } from "zod";

/** What a machine is and has, as it said itself: facts, without a judgement. Read in one round trip by `probe.sh`. */
export const nodeProfileSchema = z.strictObject({
  version: z.literal(1),
  node: z.string(),
  /** By the controller's clock (ISO 8601). */
  takenAt: z.iso.datetime(),
  cpu: z.strictObject({
    model: z.string(),
    /** As Debian names it; `other` is one that Hearth has no programs for. */
    architecture: z.enum(["amd64", "arm64", "other"]),
    /** As `uname -m` prints it. */
    machine: z.string(),
    sockets: z.int(),
    /** Physical cores; with two threads each there are twice as many threads. */
    cores: z.int(),
    threads: z.int(),
    /** What a container's or slice's limit leaves of the threads; absent without a limit. */
    limitThreads: z.number().optional(),
    /** Those that matter to llama.cpp, by their names in /proc/cpuinfo: `avx2`, `f16c`, `amx_int8`, `asimddp`. */
    features: z.array(z.string()),
  }),
  memory: z.strictObject({
    totalBytes: z.int(),
    availableBytes: z.int(),
    swapBytes: z.int(),
    /** Of the machine's control group; absent without a limit. */
    limitBytes: z.int().optional(),
  }),
  disks: z.array(
    z.strictObject({
      name: z.string(),
      sizeBytes: z.int(),
      rotational: z.boolean(),
      /** `nvme`, `sata`, `usb`; absent for a virtual disk. */
      transport: z.string().optional(),
      model: z.string().optional(),
    }),
  ),
  fileSystems: z.array(
    z.strictObject({
      mount: z.string(),
      device: z.string(),
      type: z.string(),
      sizeBytes: z.int(),
      freeBytes: z.int(),
      /** On a LUKS volume. */
      encrypted: z.boolean(),
      /** Of the disk below it; absent if that is not known. */
      rotational: z.boolean().optional(),
    }),
  ),
  gpus: z.array(
    z.strictObject({
      /** `0000:01:00.0` */
      address: z.string(),
      /** Of PCI, four hexadecimal digits each. */
      vendorId: z.string(),
      deviceId: z.string(),
      /** Six hexadecimal digits: `030000` shows pictures, `030200` only computes. */
      class: z.string(),
      /** The kernel driver that holds it: `nvidia`, `amdgpu`, `vfio-pci`. */
      driver: z.string().optional(),
      /** Its own memory, as its driver says; absent if no driver does. */
      memoryBytes: z.int().optional(),
      /** The largest window onto its memory, in bytes; with a resizable one, the next power of two above the memory. */
      windowBytes: z.int().optional(),
      /** Connected by a plug, as an eGPU. */
      removable: z.boolean(),
    }),
  ),
  links: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(["wired", "wireless", "bridge", "virtual"]),
      up: z.boolean(),
      mtu: z.int(),
      /** In Mbit/s; absent if the driver does not say. */
      speedMbps: z.int().optional(),
      /** With the length of their network: `192.0.2.10/24`. */
      addresses: z.array(z.string()),
      /** A bridge's ports. */
      members: z.array(z.string()),
    }),
  ),
  /** Names of the links that lead elsewhere. */
  defaultRoutes: z.array(z.string()),
  system: z.strictObject({
    distribution: z.string(),
    release: z.string(),
    /** As a person reads it: `Debian GNU/Linux 12 (bookworm)`. */
    name: z.string(),
    kernel: z.string(),
    /** As systemd-detect-virt names it: `kvm`, `docker`; `none` on bare metal. */
    virtualization: z.string(),
    container: z.boolean(),
    init: z.string(),
    secureBoot: z.enum(["on", "off", "none"]),
    userNamespaces: z.boolean(),
  }),
  power: z.strictObject({
    battery: z.boolean(),
    /** Absent if the machine does not say. */
    onMains: z.boolean().optional(),
    batteryPercent: z.int().optional(),
  }),
  shells: z.strictObject({ login: z.string(), installed: z.array(z.string()) }),
  listening: z.array(
    z.strictObject({
      protocol: z.enum(["tcp", "udp"]),
      address: z.string(),
      port: z.int(),
      /** Absent if only root may see it, or if the kernel itself listens. */
      process: z.string().optional(),
      pid: z.int().optional(),
      /** Its systemd service, without the ending. */
      service: z.string().optional(),
      /** Started by Hearth. */
      ours: z.boolean(),
    }),
  ),
  /** Ports of containers that Docker lets in. */
  publishedPorts: z.array(
    z.strictObject({ container: z.string(), protocol: z.enum(["tcp", "udp"]), address: z.string(), port: z.int() }),
  ),
  /** Programs that are there, of those that Hearth has to get along with. */
  programs: z.array(z.string()),
  /** Names of all active services and sockets: `docker.service`. */
  activeUnits: z.array(z.string()),
  /** The tailnet that the machine is in. */
  tailnet: z
    .strictObject({
      controlUrl: z.string(),
      state: z.string(),
      /** Absent from an older program. */
      name: z.string().optional(),
    })
    .optional(),
  /** What keeps the clock; absent if nothing does. */
  timeKeeper: z.string().optional(),
  nameServers: z.array(z.string()),
  /** Whether cloud-init writes /etc/hosts at every boot. */
  cloudHosts: z.boolean(),
  /** SHA-256 of the files that the depot holds there. */
  depot: z.array(z.string()),
  /** sshd's settings in the order in which it reads them; the first of a key wins. */
  sshSettings: z.array(z.strictObject({ file: z.string(), line: z.string() })),
  /** How other nodes are reached from this one. */
  peers: z.array(
    z.strictObject({
      node: z.string(),
      /** Of the pings that were sent, in percent. */
      lossPercent: z.number(),
      roundTripMs: z.number().optional(),
      /** Whether a packet as large as the overlay's comes through in one piece. */
      largePackets: z.boolean(),
    }),
  ),
});

export type NodeProfile = z.infer<typeof nodeProfileSchema>;
export type GpuFacts = NodeProfile["gpus"][number];
export type Listener = NodeProfile["listening"][number];
export type Link = NodeProfile["links"][number];
