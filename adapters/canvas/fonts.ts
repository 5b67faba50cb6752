/** Inter, from its package: registered under names of our own, so that a font of the system is never taken instead. */
import { fileURLToPath } from 'node:url';
import { GlobalFonts } from '@napi-rs/canvas';
import { CambiumError } from '../../service/errors/registry.js';
import type { Font } from '../../service/ports/page-renderer.js';

const FILES = {
  400: '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  500: '@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf',
  600: '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  700: '@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf',
} as const satisfies Record<Font['weight'], string>;

/** Once a process; a second call does nothing. */
export function registerFonts(): void {
  for (const [weight, file] of Object.entries(FILES)) {
    const name = family(Number(weight));
    if (GlobalFonts.has(name)) continue;
    const path = fileURLToPath(import.meta.resolve(file));
    if (!GlobalFonts.registerFromPath(path, name))
      throw new CambiumError('internal.fault', `The font ${file} cannot be used.`);
  }
}

/** As a canvas context wants its `font`. */
export function cssFont({ size, weight }: Font): string {
  return `${size}px "${family(weight)}"`;
}

function family(weight: number): string {
  return `Cambium Inter ${weight}`;
}
