/** Clock. Time enters the service here and nowhere else, so that a test can hold it still. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}
