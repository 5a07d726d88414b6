/** An exit whose code is lost (monitor killed, power cut) is `unknown`, never 0. */
export type ExitCode = number | 'unknown';
