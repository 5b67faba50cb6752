/**
 * A Storage SCP as the documentation of dcmjs-dimse builds it. Arguments: the folder for what it stores, and how. *parsing*:
 * the library parses the data set and writes it again. *streaming*: its hooks take the bytes to a file; *slowly*: to a disk
 * of 16 MB/s. It prints its port.
 */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import dimse from 'dcmjs-dimse';
import { part10Bytes } from '../support/data-sets.js';
import { freePort } from '../support/free-port.js';
import type { Receiving } from './receiver.js';

const { Server, Scp, Dataset, constants, responses, log } = dimse;
const SLOW_BYTES_PER_MS = 16_000;

const [folder, receiving] = process.argv.slice(2) as [string, Receiving];
log.setLevel('silent');

class ParsingScp extends Scp {
  override associationRequested(association: InstanceType<typeof dimse.association.Association>): void {
    for (const { id } of association.getPresentationContexts()) {
      const context = association.getPresentationContext(id);
      context.setResult(constants.PresentationContextResult.Accept, context.getTransferSyntaxUids()[0]);
    }
    this.sendAssociationAccept();
  }

  override associationReleaseRequested(): void {
    this.sendAssociationReleaseResponse();
  }

  override cEchoRequest(...[request, answer]: Parameters<InstanceType<typeof Scp>['cEchoRequest']>): void {
    const response = responses.CEchoResponse.fromRequest(request);
    response.setStatus(constants.Status.Success);
    answer(response);
  }

  override cStoreRequest(...[request, answer]: Parameters<InstanceType<typeof Scp>['cStoreRequest']>): void {
    const response = responses.CStoreResponse.fromRequest(request);
    response.setStatus(constants.Status.Success);
    const dataSet = request.getDataset();
    const store = (stored: () => void) => {
      if (receiving !== 'parsing' || !dataSet) stored();
      // Under the name it gives the instance: that is one of the defects.
      else dataSet.toFile(join(folder, `${dataSet.getElement('SOPInstanceUID')}.dcm`), stored);
    };
    store(() => answer(response));
  }

  override abort(): void {}
}

class StreamingScp extends ParsingScp {
  override createStoreWritableStream(
    ...[context, request]: Parameters<InstanceType<typeof Scp>['createStoreWritableStream']>
  ): Writable {
    if (receiving === 'slowly') return slowDisk();
    const names = {
      sopClassUid: request.getAffectedSopClassUid(),
      sopInstanceUid: request.getAffectedSopInstanceUid(),
      transferSyntaxUid: context.getAcceptedTransferSyntaxUid(),
    };
    const file = createWriteStream(join(folder, `${names.sopInstanceUid}.dcm`));
    file.on('error', () => undefined);
    file.write(part10Bytes(Buffer.alloc(0), names));
    return file;
  }

  override createDatasetFromStoreWritableStream(
    ...[stream, context, resolve]: Parameters<InstanceType<typeof Scp>['createDatasetFromStoreWritableStream']>
  ): void {
    const done = () => resolve(new Dataset({}, context.getAcceptedTransferSyntaxUid()));
    if (stream.closed) done();
    else stream.once('close', done);
  }
}

function slowDisk(): Writable {
  return new Writable({
    write: (chunk: Buffer, _, written) => void setTimeout(written, chunk.length / SLOW_BYTES_PER_MS),
  });
}

const server = new Server(receiving === 'parsing' ? ParsingScp : StreamingScp);
server.on('networkError', () => undefined);
const port = await freePort();
// Its time runs while a disk is slow, too.
const patienceMs = receiving === 'slowly' ? 60_000 : 1_000;
server.listen(port, { connectTimeout: 2 * patienceMs, associationTimeout: patienceMs, pduTimeout: patienceMs });
console.log(`PORT ${port}`);
process.stdin.resume().on('end', () => process.exit());
