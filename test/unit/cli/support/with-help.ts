/** What is printed for a command line that is wrong in a way that only its help can mend. */
export function withHelp(message: string, command: string): string {
  return `${message}\nhint: Run "tscompose ${command} --help" for what there is.\n`;
}
