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
