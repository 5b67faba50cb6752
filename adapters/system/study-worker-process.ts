/**
 * StudyWorker in a process of its own: started when a request is likely or has come, ended when it has been idle, replaced
 * when it dies. Whatever happens in native code or to its memory, associations of this process go on.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Config } from '../../service/config.js';
import { CambiumError } from '../../service/errors/registry.js';
import type { ProgressListener, StudyWorker } from '../../service/ports/study-worker.js';
import type { WorkerReply, WorkerRequest } from '../../service/ports/study-worker-messages.js';

export interface StudyWorkerProcessOptions {
  /** The module the process runs. */
  readonly entry: URL;
  readonly config: Config;
  readonly timeoutMs: number;
  /** Told of the process's id and of its end; for logs and tests. */
  readonly onProcess?: (event: 'started' | 'ended', pid: number | undefined) => void;
}

type Reply<Type extends WorkerReply['type']> = Extract<WorkerReply, { type: Type }>;
type Request = Extract<WorkerRequest, { id: number }>;

interface Hearing {
  readonly signal: AbortSignal;
  readonly progress?: ProgressListener;
}

/** Below normal (10 of 19), so that analysis never starves ingest of a core. */
const NICENESS = 10;
/** An idle process gives its memory back. It outlives the quiet time of a study, whose instances have warmed it. */
const IDLE_MS = 60_000;

export function createStudyWorkerProcess(options: StudyWorkerProcessOptions): StudyWorker {
  const worker = new ProcessWorker(options);
  return {
    warm: () => worker.warm(),
    async analyze(revision, signal, progress) {
      const request = { type: 'analyze', id: worker.nextId(), revision } as const;
      return (await worker.ask(request, 'findings', { signal, progress })).findings;
    },
    async report(revision, previous, signal) {
      const request = { type: 'report', id: worker.nextId(), revision, previous } as const;
      return (await worker.ask(request, 'documents', { signal })).documents;
    },
    dispose: () => worker.dispose(),
  };
}

class ProcessWorker {
  #child: ChildProcess | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #id = 0;
  /** False while a process has not said that it is ready: one that cannot start is started by requests only, which say why. */
  #mayWarm = true;

  constructor(readonly options: StudyWorkerProcessOptions) {}

  nextId(): number {
    return ++this.#id;
  }

  warm(): void {
    if (this.#child?.connected) {
      this.#idle?.refresh();
      return;
    }
    if (!this.#mayWarm) return;
    this.#running().send({ type: 'warm' } satisfies WorkerRequest, () => undefined);
    this.#rest();
  }

  /** Waits for its turn, then for the reply to `request`. */
  ask<Type extends 'findings' | 'documents'>(request: Request, type: Type, hearing: Hearing): Promise<Reply<Type>> {
    const answer = this.#turn.then(() => this.#exchange(request, type, hearing));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async #exchange<Type extends 'findings' | 'documents'>(
    request: Request,
    type: Type,
    { signal, progress }: Hearing,
  ): Promise<Reply<Type>> {
    signal.throwIfAborted();
    this.#stopResting();
    const child = this.#running();
    const { promise, resolve, reject } = deferred<Reply<Type>>();
    const onMessage = (reply: WorkerReply) => {
      if (reply.type === 'ready' || reply.id !== request.id) return;
      if (reply.type === 'progress') progress?.(reply.step, reply.done, reply.total);
      else if (reply.type === 'failed') reject(failure(reply));
      else if (reply.type === type) resolve(reply as Reply<Type>);
    };
    const onExit = (code: number | null, killedBy: string | null) =>
      reject(new CambiumError('analysis.process-crashed', `It ended with ${killedBy ?? `exit code ${code}`}.`));
    const onAbort = () => this.#kill(reject, signal.reason);
    const overtime = setTimeout(
      () => this.#kill(reject, new CambiumError('analysis.timeout', `After ${this.options.timeoutMs / 1000} s.`)),
      this.options.timeoutMs,
    );
    child.on('message', onMessage).once('exit', onExit);
    signal.addEventListener('abort', onAbort, { once: true });
    child.send(
      request,
      (error) => error && reject(new CambiumError('analysis.process-crashed', 'It took no request.', { cause: error })),
    );
    try {
      return await promise;
    } finally {
      clearTimeout(overtime);
      signal.removeEventListener('abort', onAbort);
      child.off('message', onMessage).off('exit', onExit);
      this.#rest();
    }
  }

  /** From now on the process is idle: it ends unless something is asked of it in time. */
  #rest(): void {
    const { quietSeconds } = this.options.config.assemble;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#end(), IDLE_MS + quietSeconds * 1000).unref();
  }

  #stopResting(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
  }

  #running(): ChildProcess {
    if (this.#child?.connected) return this.#child;
    const { entry, config, onProcess } = this.options;
    const child = fork(entry, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.once('exit', () => onProcess?.('ended', child.pid));
    // A process that could not be started has no pid: its 'error' becomes an 'exit' for those who wait.
    child.once('error', () => child.emit('exit', null, 'failure to start'));
    if (child.pid !== undefined) setPriority(child.pid, NICENESS);
    child.send({ type: 'start', config } satisfies WorkerRequest, () => undefined);
    onProcess?.('started', child.pid);
    this.#mayWarm = false;
    child.on('message', (reply: WorkerReply) => {
      if (reply.type === 'ready') this.#mayWarm = true;
    });
    this.#child = child;
    return child;
  }

  #kill(reject: (reason: unknown) => void, reason: unknown): void {
    this.#end();
    reject(reason);
  }

  #end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  async dispose(): Promise<void> {
    this.#stopResting();
    this.#end();
  }
}

/** The error the process named, with its stack as cause: that is where the reason is. */
function failure({ code, details, stack }: Reply<'failed'>): CambiumError {
  return new CambiumError(code, details, { cause: stack });
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
