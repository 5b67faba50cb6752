/**
 * Receivers. What the benchmark sends to: a program in a process of its own, in an empty folder, that listens on loopback and
 * can be asked how many instances it holds. `started` when its port listens; ended with everything it started.
 */
export interface Place {
  /** Empty; the receiver keeps everything below it. */
  readonly folder: string;
  /** Associations at a time: dcmtk's storescp needs a process for each. */
  readonly parallel: number;
  /** storescp's option for the transfer syntax it is to prefer; others choose by themselves. */
  readonly preference?: string;
}

export interface RunningReceiver {
  readonly pid: number;
  /** Until it listened. */
  readonly startSeconds: number;
  readonly port: number;
  readonly aeTitle: string;
  /** Instances that it holds now. */
  stored(): Promise<number>;
  stop(): Promise<void>;
}

export interface Receiver {
  readonly name: string;
  /** What is safe from a loss of power when Success leaves. */
  readonly durable: string;
  /** Why it cannot run here, if it cannot. */
  readonly missing?: string;
  start(place: Place): Promise<RunningReceiver>;
}
