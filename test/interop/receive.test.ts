/** Senders of another make against our receive stage: what they are told, and whether the bytes are theirs. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Part10, splitPart10 } from '../../service/dicom/part10.js';
import { ctdata } from '../support/ctdata.js';
import { withPeer } from '../support/peers.js';
import { tinyCt } from '../support/tiny-ct.js';
import { run, Storescp } from './dcmtk.js';
import { OUR_TITLE, ReceiveStage, SENDER } from './receive-stage.js';

/** Class, instance, syntax and digest of the data set's bytes, to be compared. */
const asText = ({ meta, dataSet }: Part10) =>
  [...Object.values(meta), createHash('sha256').update(dataSet).digest('hex')].join(' ');
const sorted = (instances: readonly Part10[]) => instances.map(asText).sort();

withPeer('dcmtk', 'receive, from dcmtk', () => {
  let folder: string;
  let stage: ReceiveStage;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cambium-sender-'));
    stage = await ReceiveStage.start();
  });
  afterEach(async () => {
    await stage.close();
    await rm(folder, { recursive: true });
  });

  const to = (port: number) => ['127.0.0.1', `${port}`];
  const as = (calling: string, called = OUR_TITLE) => ['-aet', calling, '-aec', called];

  async function tinyFiles(slices: number): Promise<readonly string[]> {
    return Promise.all(
      tinyCt('interop', slices).instances.map(async ({ part10 }, slice) => {
        const file = join(folder, `${slice}.dcm`);
        await writeFile(file, part10);
        return file;
      }),
    );
  }

  describe('an association', () => {
    it('is verified by echoscu, many times over', async () => {
      expect(await run('echoscu', [...as(SENDER), '--repeat', '200', ...to(stage.port)])).toEqual({
        status: 0,
        output: '',
      });
    });

    it('is rejected by its called AE title, in the words of the standard', async () => {
      const { status, output } = await run('echoscu', [...as(SENDER, 'OTHER'), ...to(stage.port)]);
      expect(status).not.toBe(0);
      expect(output).toMatch(/Rejected Permanent, Source: Service User/i);
      expect(output).toMatch(/Called AE Title Not Recognized/i);
    });

    it('is rejected by its calling AE title, in the words of the standard', async () => {
      const { output } = await run('storescu', [...as('STRANGER'), ...to(stage.port), ...(await tinyFiles(1))]);
      expect(output).toMatch(/Calling AE Title Not Recognized/i);
      expect(stage.eventsNamed('association.rejected').map(({ code }) => code)).toEqual([
        'association.calling-ae-unknown',
      ]);
    });

    it('has no storage context for a peer that may only echo', async () => {
      expect((await run('echoscu', [...as('ECHOER'), ...to(stage.port)])).status).toBe(0);
      const { output } = await run('storescu', [...as('ECHOER'), ...to(stage.port), ...(await tinyFiles(1))]);
      expect(output).toMatch(/No Acceptable Presentation Contexts|No presentation context/i);
      expect(await stage.stored()).toEqual([]);
    });
  });

  describe('instances', () => {
    it.each([
      ['dcmsend', ['--max-pdu', '131072']],
      ['dcmsend', ['--max-send-pdu', '4096']],
      ['storescu', ['-xe']],
      ['storescu', ['-R', '--max-pdu', '131072']],
    ])('sent by %s %j are stored byte for byte', async (command, options) => {
      const files = await tinyFiles(6);
      const { status, output } = await run(command, [...as(SENDER), ...options, ...to(stage.port), ...files]);
      expect(status, output).toBe(0);
      const sent = await Promise.all(files.map(async (file) => splitPart10(await readFile(file))));
      expect(sorted(await stage.stored())).toEqual(sorted(sent));
    });

    it.each([
      ['Implicit VR Little Endian', '-xi', '1.2.840.10008.1.2'],
      ['Explicit VR Big Endian', '-xb', '1.2.840.10008.1.2.2'],
      ['deflated', '-xd', '1.2.840.10008.1.2.1.99'],
    ])('are taken in %s where it is all a sender offers', async (_, option, transferSyntaxUid) => {
      const files = await tinyFiles(2);
      const profile = join(folder, 'one-syntax.cfg');
      await writeFile(profile, oneSyntax(transferSyntaxUid));
      const { status, output } = await run('storescu', [
        ...as(SENDER),
        ...(option === '-xi' ? [option] : ['-xf', profile, 'Default']),
        ...to(stage.port),
        ...files,
      ]);
      expect(status, output).toBe(0);
      expect((await stage.stored()).map(({ meta }) => meta.transferSyntaxUid)).toEqual([
        transferSyntaxUid,
        transferSyntaxUid,
      ]);
    });

    it('sent again are acknowledged again and kept once', async () => {
      const files = await tinyFiles(3);
      for (let time = 0; time < 2; time++) {
        expect((await run('dcmsend', [...as(SENDER), ...to(stage.port), ...files])).status).toBe(0);
      }
      expect(await stage.stored()).toHaveLength(3);
      expect(stage.eventsNamed('instance.committed').map(({ outcome }) => outcome)).toEqual([
        ...['stored', 'stored', 'stored'],
        ...['duplicate', 'duplicate', 'duplicate'],
      ]);
    });

    it('come from four senders at once', async () => {
      const files = await tinyFiles(40);
      const parts = [0, 1, 2, 3].map((part) => files.filter((_, i) => i % 4 === part));
      const runs = await Promise.all(parts.map((part) => run('dcmsend', [...as(SENDER), ...to(stage.port), ...part])));
      expect(runs.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
      expect(await stage.stored()).toHaveLength(40);
    });

    it('of a sender that aborts are kept as far as it was answered', async () => {
      const files = await tinyFiles(4);
      await run('storescu', [...as(SENDER), '--abort', ...to(stage.port), ...files]);
      expect(await stage.stored()).toHaveLength(4);
      expect((await run('echoscu', [...as(SENDER), ...to(stage.port)])).status).toBe(0);
    });
  });

  withPeer('ctdata', 'real instances', () => {
    it('in every transfer syntax are stored as storescp stores them, bit-preserving', {
      timeout: 120_000,
    }, async () => {
      const archive = await Storescp.start(join(folder, 'archive'));
      const syntaxes = new Set<string>();
      try {
        // Deflated is the one that is refused where a sender offers another.
        const names = (await readdir(ctdata('syntaxes'))).filter((name) => !name.includes('Deflated'));
        for (const name of names) {
          const file = ctdata('syntaxes', name);
          await run('dcmsend', [...as(SENDER), '-dn', ...to(archive.port), file]);
          // Free to decompress, a sender does so only if it is not let to send what it has.
          await run('dcmsend', [...as(SENDER), ...to(stage.port), file]);
          const [theirs] = await archive.takeAll();
          // Not every syntax there is one that dcmtk can send.
          if (!theirs) continue;
          expect(sorted(await stage.stored()), name).toContain(asText(theirs));
          syntaxes.add(theirs.meta.transferSyntaxUid);
          await stage.close();
          stage = await ReceiveStage.start();
        }
      } finally {
        await archive.stop();
      }
      expect(syntaxes.size).toBeGreaterThan(8);
    });

    it('of many kinds, none of them CT, are all acknowledged', { timeout: 60_000 }, async () => {
      const report = join(folder, 'report.txt');
      const folders = ['neg', 'rdsr'].map((name) => ctdata(name));
      // Quiet: dcmtk has 64 MB of warnings for one of them.
      await run('dcmsend', [
        ...as(SENDER),
        '-q',
        '-nh',
        '-dn',
        '+crf',
        report,
        '+sd',
        '+r',
        ...to(stage.port),
        ...folders,
      ]);
      const text = await readFile(report, 'utf8');
      const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1]);
      const sent = number(/Number of SOP instances *: (\d+)/);
      expect(sent).toBeGreaterThan(40);
      expect(number(/with status SUCCESS *: (\d+)/)).toBe(sent);
      const stored = await stage.stored();
      expect(stored).toHaveLength(sent);
      expect(new Set(stored.map(({ meta }) => meta.sopClassUid)).size).toBeGreaterThan(5);
    });
  });
});

/** A storescu profile that proposes CT in a single transfer syntax. */
function oneSyntax(transferSyntaxUid: string): string {
  return `[[TransferSyntaxes]]
[Only]
TransferSyntax1 = ${transferSyntaxUid}
[[PresentationContexts]]
[Ct]
PresentationContext1 = CTImageStorage\\Only
[[Profiles]]
[Default]
PresentationContexts = Ct
`;
}
