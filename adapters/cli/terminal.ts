/** Terminal: where a command writes. Data go to stdout, everything said to people beside them to stderr. */
export interface Terminal {
  readonly stdout: TerminalStream;
  readonly stderr: TerminalStream;
}

/** The part of a stream that is used: `process.stdout` is one. */
export interface TerminalStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export function line(stream: TerminalStream, text = ''): void {
  stream.write(`${text}\n`);
}

export function json(stream: TerminalStream, data: unknown): void {
  line(stream, JSON.stringify(data, null, 2));
}
