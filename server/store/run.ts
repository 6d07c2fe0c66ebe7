import type { PipelineState } from '../../src/core/messages.js';

/** The run that feeds the relay, or fed it last. */
export interface Run {
  readonly id: string;
  readonly resume: boolean;
  /** Number of its last commit in the log; 0: none. */
  seq: number;
  /** Whether the rows of former runs were removed, or are kept because it resumes them. */
  settled: boolean;
  ended: { readonly error?: string } | undefined;
}

/** How the pipeline is that feeds the relay. */
export interface PipelineHealth {
  readonly state: PipelineState;
  /** Why the pipeline failed. */
  readonly message?: string;
}
