import { createStorageScu } from '../../adapters/dimse/storage-scu.js';
import { storageScuContract } from './storage-scu.contract.js';

storageScuContract('TCP', createStorageScu);
