/** The run that feeds the relay, or fed it last. */
export interface Run {
  readonly id: string;
  readonly resume: boolean;
  /** Its last commit in the log; 0: none. */
  seq: number;
  /** What former runs left has been dealt with. */
  settled: boolean;
  ended: { readonly error?: string } | undefined;
}
