import { createInferenceEngine } from '../../adapters/onnxruntime/engine.js';
import { inferenceEngineContract } from './inference-engine.contract.js';

inferenceEngineContract('onnxruntime-node on the CPU', createInferenceEngine);
