/** The words in which selections are told: the same in every sentence. */

export function mm(value: number): string {
  return `${value.toFixed(1)} mm`;
}

/** `chest, abdomen and pelvis` */
export function listed(words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** With a capital letter and a full stop. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}
