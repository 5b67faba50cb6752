import { createPageRenderer } from '../../adapters/canvas/page-renderer.js';
import { pageRendererContract } from './page-renderer.contract.js';

pageRendererContract('Skia (@napi-rs/canvas)', createPageRenderer);
