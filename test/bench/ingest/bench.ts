/** What every part of the benchmark is given, and what it gives back: a chapter of docs/performance.md. */
import type { Images } from './images.js';

export interface Bench {
  /** Root of the checkout whose node is measured. */
  readonly product: string;
  /** For everything that is made and thrown away. */
  readonly folder: string;
  readonly images: Images;
  readonly rounds: number;
  readonly imagesPerRound: number;
  readonly warmUp: number;
  readonly sustainedImages: number;
  /** Says what goes on. */
  readonly tell: (text: string) => void;
}

export interface Chapter {
  readonly title: string;
  /** Paragraphs and tables in Markdown. */
  readonly text: string;
}
