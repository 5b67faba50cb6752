/** Every received instance in the folder of a node, read from its packs alone, whether the node runs or not. */
import { createInstanceStore } from '../../adapters/disk/packs/instance-store.js';
import { type Part10, splitPart10 } from '../../service/dicom/part10.js';

export async function* storedInstances(folder: string): AsyncGenerator<Part10> {
  const instances = createInstanceStore(folder);
  for (const { name } of await instances.packs()) {
    for await (const { key } of instances.records(name)) yield splitPart10(await instances.get(key));
  }
}
