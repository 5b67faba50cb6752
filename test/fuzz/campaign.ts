/**
 * Campaign: attackers in some lanes, a well-behaved sender beside them, and the target's vital signs every few seconds. It
 * ends when its time is over or something is wrong; then `suspects` are the inputs since all was last well.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { aftermath } from './aftermath.js';
import { attack } from './attack.js';
import { Bystander } from './bystander.js';
import { DiskProbe } from './disk-probe.js';
import type { Input } from './input.js';
import type { SentDataSets } from './sent-data-sets.js';
import type { Target } from './target.js';
import { megabytes, VitalSigns } from './vital-signs.js';

const LANES = 8;
const CHECK_MS = 2_000;
/** A well-behaved sender is never kept waiting longer by others, */
const MAX_STALL_MS = 2_000;
/** nor by the disk than for so many syncs: of those before it and its own, each of a pack and of its folder. */
const SYNCS = 4;
const REPORT_MS = 10_000;

export interface CampaignOptions {
  readonly target: Target;
  /** The next input, or undefined when there is none. */
  readonly next: () => Input | undefined;
  readonly milliseconds: number;
  /** What was sent to the target before. */
  readonly sent: SentDataSets;
  readonly report: (line: string) => void;
}

export interface Outcome {
  readonly inputs: number;
  /** In words; empty if all went well. */
  readonly problems: readonly string[];
  readonly suspects: readonly Input[];
}

export async function campaign(options: CampaignOptions): Promise<Outcome> {
  return new Campaign(options).run();
}

class Campaign {
  readonly #bystander: Bystander;
  readonly #signs: VitalSigns;
  readonly #disk: DiskProbe;
  readonly #problems: string[] = [];
  #suspects: Input[] = [];
  #inputs = 0;
  #attacking = true;

  constructor(readonly options: CampaignOptions) {
    const { process } = options.target;
    this.#bystander = new Bystander(process.port);
    this.#signs = new VitalSigns(process);
    this.#disk = new DiskProbe(options.target.folder);
  }

  async run(): Promise<Outcome> {
    const until = Date.now() + this.options.milliseconds;
    await this.#disk.start();
    this.#bystander.start();
    const watching = this.#watch();
    await Promise.all(Array.from({ length: LANES }, () => this.#lane(until)));
    this.#attacking = false;
    await watching;
    await this.#bystander.stop();
    if (this.#isWell) await this.#check();
    await this.#disk.stop();
    this.options.report(this.#figures());
    if (this.options.target.process.alive) {
      this.#problems.push(...(await this.#signs.leaks()));
      await this.#lookAtDisk();
    }
    return { inputs: this.#inputs, problems: this.#problems, suspects: this.#suspects };
  }

  get #isWell(): boolean {
    return this.#problems.length === 0 && this.options.target.process.alive;
  }

  async #lane(until: number): Promise<void> {
    const { target, next, sent } = this.options;
    while (Date.now() < until && this.#isWell) {
      const input = next();
      if (!input) return;
      this.#suspects.push(input);
      this.#inputs++;
      sent.add(Buffer.concat(input.chunks));
      await attack(target.process.port, input);
    }
  }

  async #watch(): Promise<void> {
    const everyMs = Math.min(CHECK_MS, this.options.milliseconds / 5);
    for (let reported = Date.now(); this.#attacking && this.#problems.length === 0; await sleep(everyMs)) {
      await this.#check();
      if (Date.now() - reported < REPORT_MS) continue;
      this.options.report(this.#figures());
      reported = Date.now();
    }
  }

  async #check(): Promise<void> {
    const { complaints, slowestMs } = this.#bystander;
    // Those under way now are suspects of the next check, too.
    const checked = this.#suspects.length;
    this.#problems.push(...(await this.#signs.measure(SYNCS * this.#disk.slowestMs)));
    if (!this.options.target.process.alive) return;
    this.#problems.push(...complaints);
    const mostMs = MAX_STALL_MS + SYNCS * this.#disk.slowestMs;
    if (slowestMs > mostMs) this.#problems.push(`a sender waited ${Math.round(slowestMs)} ms`);
    if (this.#isWell) this.#suspects = this.#suspects.slice(Math.max(0, checked - LANES));
  }

  #figures(): string {
    const { rss, slowestEchoMs, mostDescriptors } = this.#signs;
    const { acknowledged, slowestMs } = this.#bystander;
    return (
      `${this.#inputs} inputs; ${acknowledged.size} instances stored beside them, the slowest in ` +
      `${Math.round(slowestMs)} ms (a sync of the disk alone ${Math.round(this.#disk.slowestMs)}); C-ECHO at most ${Math.round(slowestEchoMs)} ms; ` +
      `${megabytes(rss.at(-1) ?? 0)} MB, at most ${megabytes(Math.max(...rss))}; at most ${mostDescriptors} descriptors`
    );
  }

  async #lookAtDisk(): Promise<void> {
    const { target, sent, report } = this.options;
    await target.process.stop();
    const { acknowledged } = this.#bystander;
    const { instances, problems } = await aftermath(target.folder, { sent, acknowledged });
    report(`${instances} instances on the disk, ${problems.length} problems with them`);
    this.#problems.push(...problems);
  }
}
