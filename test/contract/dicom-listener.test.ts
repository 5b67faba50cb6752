import { createDicomListener } from '../../adapters/dimse/storage-scp.js';
import { dicomListenerContract } from './dicom-listener.contract.js';

dicomListenerContract('TCP', ({ artimMs = 15_000, idleMs = 120_000 } = {}) => createDicomListener({ artimMs, idleMs }));
