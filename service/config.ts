/**
 * Configuration: one schema, every key with a default, frozen once read. config/default.yaml shows each key with a comment
 * and is held equal to these defaults by a test; config/schema.json is generated from here.
 */
import { z } from 'zod';

const aeTitle = z
  .string()
  .min(1)
  .max(16)
  .regex(
    /^[\x20-\x5b\x5d-\x7e]+$/,
    'An AE title is at most 16 printable ASCII characters without backslash (PS3.5, VR AE).',
  );
const port = z.int().min(0).max(65535);

const peer = z.strictObject({
  /** Address, list of addresses, or CIDR blocks the peer may call from; the first plain address is where we reach it. */
  address: z.union(
    [z.string(), z.array(z.string()).min(1)],
    'needs an address, or a list of addresses and CIDR blocks',
  ),
  /** Where we reach it; omitted for a peer that only sends. */
  port: port.optional(),
  /** It calls on the TLS port only, and is called over TLS. */
  tls: z.boolean().default(false),
  /** SHA-256 fingerprints one of which its certificate must have; incoming, it must also lead to tls.authorities. */
  certificates: z
    .array(z.string().regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/, 'needs 32 upper-case hex pairs separated by colons'))
    .default([]),
  /** When a document counts as delivered there: committed by N-EVENT-REPORT, seen by C-FIND, or answered with Success. */
  proof: z.enum(['commit', 'find', 'none']).default('none'),
  may: z.array(z.enum(['store', 'echo', 'find', 'move', 'commit'])).default(['store', 'echo']),
});

export const configSchema = z.strictObject({
  node: z
    .strictObject({
      aeTitle: aeTitle.default('CAMBIUM'),
      host: z.string().default('0.0.0.0'),
      port: port.default(11112),
      maxPduLength: z.int().min(4096).max(1048576).default(131072),
      maxAssociations: z.int().min(1).max(1000).default(50),
      maxAssociationsPerPeer: z.int().min(1).max(1000).default(20),
      /** The plain port can be switched off where every peer speaks TLS. */
      plain: z.boolean().default(true),
    })
    .prefault({}),
  storage: z
    .strictObject({
      dataDir: z.string().min(1).default('./data'),
      refuseAbovePercent: z.number().min(1).max(100).default(90),
      maxInstanceBytes: z.int().min(1024).default(4294967295),
      /** Studies without work left are let go after so many days; 0 keeps them for ever. */
      keepDays: z.int().min(0).max(36500).default(90),
      /** Megabytes of disk kept written ahead for packs, filled while nothing arrives; 0 switches it off. */
      reserveMegabytes: z.int().min(0).default(4096),
    })
    .prefault({}),
  /** TLS (PS3.15 BCP 195) on a port of its own; absent: none. */
  tls: z
    .strictObject({
      port: port.default(2762),
      certificate: z.string().min(1),
      key: z.string().min(1),
      authorities: z.array(z.string().min(1)).default([]),
      clientCertificate: z.enum(['required', 'optional']).default('required'),
    })
    .optional(),
  peers: z.record(aeTitle, peer).default({}),
  acceptUnknownPeers: z.boolean().default(false),
  assemble: z
    .strictObject({
      quietSeconds: z.number().min(0.1).max(86400).default(60),
      minSlices: z.int().min(1).default(10),
      minCoverageMm: z.number().min(0).default(40),
    })
    .prefault({}),
  analyze: z
    .strictObject({
      packs: z.array(z.string().min(1)).default(['densitometry']),
      /** Folders in which packs are looked for, before the ones that come with the product. */
      packDirs: z.array(z.string()).default([]),
      device: z.enum(['auto', 'cpu', 'cuda']).default('auto'),
      threads: z.int().min(1).max(256).default(2),
      timeoutSeconds: z.number().min(1).default(600),
      /** Site's attention thresholds by measure, such as `laa950: 15`. None by default: a threshold is a clinical decision. */
      attention: z.record(z.string(), z.number()).default({}),
    })
    .prefault({}),
  report: z
    .strictObject({
      srSeriesNumber: z.int().min(1).default(9001),
      scSeriesNumber: z.int().min(1).default(9002),
      /** Width and height of a Secondary Capture, pixels. */
      pagePixels: z.literal([512, 1024]).default(1024),
      srSopClass: z.enum(['comprehensive', 'comprehensive-3d']).default('comprehensive'),
    })
    .prefault({}),
  deliver: z
    .strictObject({
      destinations: z.array(aeTitle).default([]),
      documents: z.array(z.enum(['sr', 'sc'])).default(['sr', 'sc']),
      timeoutSeconds: z.number().min(1).default(60),
      /** After so long without success a delivery is parked. */
      giveUpHours: z.number().min(0.001).default(72),
    })
    .prefault({}),
  http: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: port.default(8080),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    })
    .prefault({}),
});

export type Config = z.infer<typeof configSchema>;
export type Peer = Config['peers'][string];
