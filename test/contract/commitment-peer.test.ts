import { createCommitmentPeer } from '../../adapters/dimse/commitment-scu.js';
import { commitmentPeerContract } from './commitment-peer.contract.js';

commitmentPeerContract('TCP', createCommitmentPeer);
