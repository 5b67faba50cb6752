import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readYamlFile } from '../../../adapters/disk/config-file.js';
import { loadConfig } from '../../../service/config/load-config.js';
import { maskSecrets } from '../../../service/config/mask-secrets.js';
import { configSchema } from '../../../service/config.js';
import { CambiumError } from '../../../service/errors/registry.js';
import { projectPath } from '../../support/project.js';

const folder = mkdtempSync(join(tmpdir(), 'cambium-config-'));
const path = join(folder, 'cambium.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

function load(yaml: string, env = {}) {
  writeFileSync(path, yaml);
  return loadConfig({ path, env, readYaml: readYamlFile });
}

/** The problems of a file, its folder left out. */
function problemsOf(yaml: string): readonly string[] {
  try {
    load(yaml);
  } catch (error) {
    if (error instanceof CambiumError && error.code === 'config.invalid')
      return error.details.replaceAll(`${folder}/`, '').split('\n');
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('takes an empty file as the defaults', () => {
    expect(load('')).toEqual(configSchema.parse({}));
    expect(load('# nothing but a comment\n')).toEqual(configSchema.parse({}));
  });

  it('freezes what it returns, all the way down', () => {
    const config = load('peers: { PACS: { address: 10.0.0.1 } }');
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.peers.PACS?.may)).toBe(true);
  });

  it('names line, path and reason of every problem', () => {
    const yaml = [
      'node:',
      '  aeTitle: CAMBIUM',
      '  port: "eleven"',
      'assemble:',
      '  # long enough',
      '  quietSeconds: 0',
      '',
    ].join('\n');
    expect(problemsOf(yaml)).toEqual([
      'cambium.yaml:3: node.port: expected number, received string',
      'cambium.yaml:6: assemble.quietSeconds: Too small: expected number to be >=0.1',
    ]);
  });

  it('says what an unknown key was probably meant to be', () => {
    expect(problemsOf('asemble: {}\nassemble:\n  quietSecond: 5\n  colour: red\n')).toEqual([
      'cambium.yaml:3: assemble.quietSecond: unknown key; did you mean quietSeconds?',
      'cambium.yaml:4: assemble.colour: unknown key',
      'cambium.yaml:1: asemble: unknown key; did you mean assemble?',
    ]);
  });

  it('points into lists and records', () => {
    const yaml =
      'peers:\n  PACS:\n    address: 10.0.0.1\n    may:\n      - store\n      - stroe\n  TOO_LONG_AN_AE_TITLE:\n    address: 10.0.0.2\n';
    expect(problemsOf(yaml)).toEqual([
      'cambium.yaml:6: peers.PACS.may[1]: expected one of "store"|"echo"|"find"|"move"|"commit"',
      'cambium.yaml:7: peers.TOO_LONG_AN_AE_TITLE: Too big: expected string to have <=16 characters',
    ]);
  });

  it('points at the key above when a key is missing', () => {
    expect(problemsOf('\npeers:\n  PACS:\n    port: 104\n')).toEqual([
      'cambium.yaml:3: peers.PACS.address: needs an address, or a list of addresses and CIDR blocks',
    ]);
  });

  it('gives the line of a YAML mistake', () => {
    expect(problemsOf('node:\n  port: [1\nhttp: {}\n')[0]).toMatch(/^cambium\.yaml:3: /);
    expect(problemsOf('log: {}\nlog: {}\n')).toEqual(['cambium.yaml:2: Map keys must be unique']);
  });

  it('refuses an HTTP address that is not loopback', () => {
    expect(problemsOf('http:\n  host: 0.0.0.0\n')).toEqual([
      'cambium.yaml:2: http.host: http.host is not loopback and authentication is not available yet',
    ]);
    expect(problemsOf('http: { host: 127.0.0.2 }')).toEqual([]);
    expect(problemsOf('http: { host: "::1" }')).toEqual([]);
  });

  it('refuses a destination that is named twice', () => {
    const yaml = 'peers:\n  PACS: { address: 10.0.0.1, port: 104 }\ndeliver:\n  destinations: [PACS, PACS]\n';
    expect(problemsOf(yaml)).toEqual(['cambium.yaml:4: deliver.destinations[1]: PACS is named twice']);
  });

  it('refuses this node itself as a destination', () => {
    const yaml = 'peers:\n  CAMBIUM: { address: 127.0.0.1, port: 11112 }\ndeliver:\n  destinations: [CAMBIUM]\n';
    expect(problemsOf(yaml)).toEqual(['cambium.yaml:4: deliver.destinations[0]: CAMBIUM is this node itself']);
  });

  const TLS = 'tls: { certificate: ours.pem, key: ours-key.pem, authorities: [authority.pem] }\n';
  const FINGERPRINT = Array(32).fill('AB').join(':');

  it('takes a TLS section, and peers that use it', () => {
    expect(problemsOf(`${TLS}node: { plain: false }\npeers: { PACS: { address: 10.0.0.1, tls: true } }\n`)).toEqual([]);
    const pinned = `peers: { PACS: { address: 10.0.0.1, tls: true, certificates: ["${FINGERPRINT}"] } }\n`;
    expect(problemsOf(TLS + pinned)).toEqual([]);
  });

  it('wants a TLS section where a peer has tls, or where there is no plain port', () => {
    expect(problemsOf('peers:\n  PACS: { address: 10.0.0.1, tls: true }\nnode: { plain: false }\n')).toEqual([
      'cambium.yaml:3: node.plain: without the plain port and without tls, nobody can reach the node',
      'cambium.yaml:2: peers.PACS.tls: there is no tls section for it',
    ]);
  });

  it('wants tls for a peer whose certificate is known', () => {
    expect(problemsOf(`${TLS}peers: { PACS: { address: 10.0.0.1, certificates: ["${FINGERPRINT}"] } }`)).toEqual([
      'cambium.yaml:2: peers.PACS.certificates: without tls: true it may call on the plain port, where nobody looks at them',
    ]);
  });

  it('refuses TLS on the plain port, unless that is switched off', () => {
    const yaml = 'tls: { port: 11112, certificate: ours.pem, key: ours-key.pem, authorities: [authority.pem] }\n';
    expect(problemsOf(yaml)).toEqual(['cambium.yaml:1: tls.port: the plain port, node.port, is the same']);
    expect(problemsOf(`${yaml}node: { plain: false }\n`)).toEqual([]);
  });

  it('refuses to require certificates that no authority vouches for', () => {
    expect(problemsOf('tls: { certificate: ours.pem, key: ours-key.pem }')).toEqual([
      'cambium.yaml:1: tls.authorities: names none, so no client certificate would be believed and no peer let in',
    ]);
    expect(problemsOf('tls: { certificate: ours.pem, key: ours-key.pem, clientCertificate: optional }')).toEqual([]);
  });

  it('takes proof by commitment of a peer that is no destination', () => {
    expect(problemsOf('peers: { PACS: { address: 10.0.0.1, proof: commit } }')).toEqual([]);
  });

  it('refuses a pack that is named twice', () => {
    expect(problemsOf('analyze:\n  packs: [densitometry, densitometry]\n')).toEqual([
      'cambium.yaml:2: analyze.packs[1]: densitometry is named twice',
    ]);
  });

  it('wants every destination to be a peer that can be reached', () => {
    const yaml = 'peers:\n  CT1: { address: 10.0.0.1 }\ndeliver:\n  destinations:\n    - CT1\n    - PACS\n';
    expect(problemsOf(yaml)).toEqual([
      'cambium.yaml:5: deliver.destinations[0]: the peer CT1 has no port, so it cannot be reached',
      'cambium.yaml:6: deliver.destinations[1]: PACS is not among the peers',
    ]);
  });

  it.each(['10.0.0.1', 'pacs.hospital.example', '10.0.0.0/8', 'fd00::/8', 'localhost'])(
    'takes %s as an address',
    (address) => {
      expect(problemsOf(`peers: { PACS: { address: "${address}" } }`)).toEqual([]);
    },
  );

  it.each(['10.0.0.256', '10.0.0.0/33', 'a b', '', '10.0.0.0/8/8', '-x'])('refuses "%s" as an address', (address) => {
    expect(problemsOf(`peers: { PACS: { address: "${address}" } }`)).toHaveLength(1);
  });

  it('wants a plain address for a peer it is to reach', () => {
    expect(problemsOf('peers: { PACS: { address: 10.0.0.0/8, port: 104 } }')).toEqual([
      'cambium.yaml:1: peers.PACS.address: a peer with a port needs a plain address to be reached at',
    ]);
  });

  it('reads the file CAMBIUM_CONFIG names and puts CAMBIUM_DATA_DIR over storage.dataDir', () => {
    writeFileSync(path, 'node: { aeTitle: FROMENV }\nstorage: { dataDir: /from/file }\n');
    const config = loadConfig({ env: { CAMBIUM_CONFIG: path, CAMBIUM_DATA_DIR: '/from/env' }, readYaml: readYamlFile });
    expect(config.node.aeTitle).toBe('FROMENV');
    expect(config.storage.dataDir).toBe('/from/env');
  });

  it('does without a file that nobody named, and misses one that somebody did', () => {
    const env = {};
    expect(loadConfig({ env, readYaml: () => undefined })).toEqual(configSchema.parse({}));
    const missing = () => loadConfig({ path: join(folder, 'absent.yaml'), env, readYaml: readYamlFile });
    expect(missing).toThrow(expect.objectContaining({ code: 'config.unreadable' }));
  });

  it('says that a folder cannot be read as a file', () => {
    const folderAsFile = () => loadConfig({ path: folder, env: {}, readYaml: readYamlFile });
    expect(folderAsFile).toThrow(expect.objectContaining({ code: 'config.unreadable' }));
  });
});

describe('config/default.yaml', () => {
  const file = readYamlFile(projectPath('config/default.yaml'));

  it('holds every key with the default of the schema', () => {
    expect(file?.data).toEqual(configSchema.parse({}));
  });

  it('has a comment at every option', () => {
    const lines = readFileSync(projectPath('config/default.yaml'), 'utf8').split('\n');
    const options = lines.filter((line) => /^\s*#?\s*\w+: ?\S/.test(line) && !line.startsWith('# '));
    expect(options.length).toBeGreaterThan(25);
    expect(options.filter((line) => !/\S\s+# \S/.test(line))).toEqual([]);
  });
});

describe('maskSecrets', () => {
  it('hides values whose key says secret, at any depth, and nothing else', () => {
    const masked = maskSecrets({ http: { port: 1, accessToken: 'x' }, db: [{ password: 'y', host: 'h' }] });
    expect(masked).toEqual({ http: { port: 1, accessToken: '********' }, db: [{ password: '********', host: 'h' }] });
  });
});
